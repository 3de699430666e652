"""A schedule as swim lanes on a page: a column for each who took part, and a row for each step, time going down.

As in the text (`swimlanes`), only steps that others could notice are shown, and of many those near what is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.model import Schedule, Step
from grader.report.source import line_of
from grader.report.steps import entities, near_marks, noticeable
from grader.sentences import count

MOST_STEPS = 48
MOST_LANES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """One step in its lane; number 0 stands for steps that are left out."""

    number: int = 0
    lane: int = 0
    words: str = ""
    value: str = ""
    place: str = ""
    """Where in the source, such as `shared_value.py:12`."""
    source: str = ""
    blocked: bool = False
    marked: str = ""
    switched: bool = False
    """Whether the one before was somebody else's step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The whole picture."""

    names: tuple[str, ...]
    rows: tuple[LaneRow, ...]
    other_lanes: int
    """How many more took part than there are lanes; they share the last one."""
    summary: str


def lanes(schedule: Schedule, files: Mapping[str, bytes]) -> Lanes:
    """Lay out the steps of a schedule beside the lines of the student's files, as far as these are at hand."""
    steps = schedule.steps
    places = noticeable(steps) or range(len(steps))
    everyone = entities(steps[place] for place in places)
    return Lanes(
        names=tuple(everyone[:MOST_LANES]),
        rows=tuple(_row(steps, place, everyone, files) for place in near_marks(steps, places, MOST_STEPS)),
        other_lanes=max(len(everyone) - MOST_LANES, 0),
        summary=f"{count(len(steps), 'step')}, {count(schedule.switches, 'switch')}",
    )


def _row(steps: Sequence[Step], place: int | None, everyone: Sequence[str], files: Mapping[str, bytes]) -> LaneRow:
    if place is None:
        return LaneRow()
    step = steps[place]
    return LaneRow(
        number=place + 1,
        lane=min(everyone.index(step.who), MOST_LANES - 1),
        words=f"{step.operation} {step.thing}".strip(),
        value=step.value,
        place=f"{step.file}:{step.line}" if step.file and step.line else step.file,
        source=line_of(files, step.file, step.line).strip(),
        blocked=step.blocked,
        marked=step.marked,
        switched=place > 0 and steps[place - 1].who != step.who,
    )

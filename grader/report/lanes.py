"""A schedule as swim lanes: one column for each who took part, time going down, one step of one of them in each row.

Long schedules are folded around what matters: the steps that the race hunter marked, and those on the same things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.model import Schedule, Step
from grader.report.source import line_of
from grader.sentences import count

MOST_STEPS = 48
MOST_LANES = 8
_NEARBY = 3
"""Steps that are kept before and after one that matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """One step in its lane; or, where `folded` is not 0, so many steps that are left out."""

    number: int
    lane: int
    words: str
    value: str
    place: str
    """Where in the source, such as `shared_value.py:12`."""
    source: str
    blocked: bool
    marked: str
    switched: bool
    """Whether the one before was somebody else's step."""
    folded: int = 0


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
    everyone = list(dict.fromkeys(step.who for step in schedule.steps))
    kept = _kept(schedule.steps)
    rows: list[LaneRow] = []
    last = -1
    for index in kept:
        if index > last + 1:
            rows.append(_fold(last + 1, index - last - 1))
        rows.append(_row(schedule.steps, index, everyone, files))
        last = index
    if last + 1 < len(schedule.steps):
        rows.append(_fold(last + 1, len(schedule.steps) - last - 1))
    return Lanes(
        names=tuple(everyone[:MOST_LANES]),
        rows=tuple(rows),
        other_lanes=max(len(everyone) - MOST_LANES, 0),
        summary=f"{count(len(schedule.steps), 'step')}, {count(schedule.switches, 'switch')}",
    )


def _kept(steps: Sequence[Step]) -> list[int]:
    """Choose the steps that are shown: all of a short schedule; of a long one those near what matters, and the end."""
    if len(steps) <= MOST_STEPS:
        return list(range(len(steps)))
    marked = [index for index, step in enumerate(steps) if step.marked]
    things = {steps[index].thing for index in marked} - {""}
    wanted: dict[int, None] = {}
    for index in marked:
        wanted.update(dict.fromkeys(range(max(index - _NEARBY, 0), min(index + _NEARBY + 1, len(steps)))))
    wanted.update(dict.fromkeys(index for index, step in enumerate(steps) if step.thing in things))
    wanted.update(dict.fromkeys(range(len(steps) - 1, -1, -1)))
    return sorted(list(wanted)[:MOST_STEPS])


def _row(steps: Sequence[Step], index: int, everyone: Sequence[str], files: Mapping[str, bytes]) -> LaneRow:
    step = steps[index]
    return LaneRow(
        number=index + 1,
        lane=min(everyone.index(step.who), MOST_LANES - 1),
        words=f"{step.operation} {step.thing}".strip(),
        value=step.value,
        place=f"{step.file}:{step.line}" if step.file and step.line else step.file,
        source=line_of(files, step.file, step.line).strip(),
        blocked=step.blocked,
        marked=step.marked,
        switched=index > 0 and steps[index - 1].who != step.who,
    )


def _fold(index: int, folded: int) -> LaneRow:
    return LaneRow(
        number=index + 1, lane=0, words="", value="", place="", source="", blocked=False, marked="", switched=False,
        folded=folded,
    )  # fmt: skip

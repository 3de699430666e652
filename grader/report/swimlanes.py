"""A schedule as swim lanes in text: a column for each entity, a row for each step, downwards in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.escaping import cut, shown
from grader.model import Schedule, Step
from grader.report.steps import entities, near_marks, noticeable

LEAST_LANE = 18
MOST_LANES = 6
_LATER = "..."


def lanes(schedule: Schedule, *, width: int = 80, rows: int = 40) -> list[str]:
    """Draw the steps that others could notice, as lines of at most `width` characters; empty if there are none."""
    places = noticeable(schedule.steps)
    who = entities(schedule.steps[place] for place in places)[:MOST_LANES]
    if not who:
        return []
    room = 7
    lane = max(LEAST_LANE, (width - room) // len(who))
    steps = [None if place is None else schedule.steps[place] for place in near_marks(schedule.steps, places, rows)]
    head = " " * room + "".join(_cell(name, lane) for name in who)
    return [head.rstrip(), *_rows(steps, who, room, lane, width)]


def legend(schedule: Schedule) -> str:
    """Say in a line what the picture is of."""
    again = "" if schedule.repeatable else "; not all of it was under control, so it may not come again"
    return (
        f"schedule {schedule.seed} ({schedule.strategy}): {schedule.points} points, {schedule.switches} switches{again}"
    )


def _rows(steps: Iterable[Step | None], who: Sequence[str], room: int, lane: int, width: int) -> Iterable[str]:
    for step in steps:
        if step is None:
            yield " " * room + _LATER
        elif step.who in who:
            before = " " * (lane * who.index(step.who))
            line = "" if step.line is None else str(step.line)
            yield cut_to(f"{line:>{room - 2}}  {before}{_text(step)}", width)
            if step.marked:
                yield cut_to(" " * room + before + "^ " + shown(step.marked), max(width, room + len(before) + 40))


def cut_to(text: str, width: int) -> str:
    """Cut a line where it would be too long."""
    return text if len(text) <= width else text[: width - 1] + "~"


def _cell(text: str, lane: int) -> str:
    return cut_to(text, lane - 1).ljust(lane)


def _text(step: Step) -> str:
    value = f" = {shown(cut(step.value, 20))}" if step.value else ""
    waits = " ... waits" if step.blocked else ""
    return shown(f"{step.operation} {step.thing}".strip()) + value + waits

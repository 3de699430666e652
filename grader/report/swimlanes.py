"""A schedule as swim lanes: a column for each entity, a row for each step, from top to bottom in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from grader.escaping import cut, shown
from grader.model import Schedule, Step

LEAST_LANE = 18
MOST_LANES = 6
NEAR = 2
"""How many steps before and after one that matters are shown, where not all can be."""
_UNSEEN = ("start", "exit", "poll")
_LATER = "..."


def lanes(schedule: Schedule, *, width: int = 80, rows: int = 40) -> list[str]:
    """Draw the steps that others could notice, as lines of at most `width` characters; empty if there are none."""
    steps = [step for step in schedule.steps if _matters(step, _shared(schedule.steps))]
    who = sorted({step.who for step in steps}, key=_in_the_family)[:MOST_LANES]
    if not who:
        return []
    room = 7
    lane = max(LEAST_LANE, (width - room) // len(who))
    head = " " * room + "".join(_cell(name, lane) for name in who)
    return [head.rstrip(), *_rows(_chosen(steps, rows), who, room, lane, width)]


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


def _in_the_family(name: str) -> list[int]:
    """Parents before children, the first-born first, threads after their process."""
    return [int(number) for number in name.replace("/", ".0.").split(".") if number.isdigit()]


def cut_to(text: str, width: int) -> str:
    """Cut a line where it would be too long."""
    return text if len(text) <= width else text[: width - 1] + "~"


def _cell(text: str, lane: int) -> str:
    return cut_to(text, lane - 1).ljust(lane)


def _text(step: Step) -> str:
    value = f" = {shown(cut(step.value, 20))}" if step.value else ""
    waits = " ... waits" if step.blocked else ""
    return shown(f"{step.operation} {step.thing}".strip()) + value + waits


def _shared(steps: Iterable[Step]) -> set[str]:
    """Things that more than one entity touches."""
    users: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        users[step.thing].add(step.who)
    return {thing for thing, names in users.items() if len(names) > 1}


def _matters(step: Step, shared: set[str]) -> bool:
    return bool(step.marked) or step.blocked or (step.operation not in _UNSEEN and step.thing in shared)


def _chosen(steps: Sequence[Step], rows: int) -> Iterable[Step | None]:
    """All steps, or those near the ones that matter with None for a gap."""
    if len(steps) <= rows:
        yield from steps
        return
    marks = [at for at, step in enumerate(steps) if step.marked] or [len(steps) - 1]
    near = {at + by for at in marks for by in range(-NEAR, NEAR + 1)}
    last = -1
    for at in sorted(each for each in near if 0 <= each < len(steps)):
        if at > last + 1:
            yield None
        yield steps[at]
        last = at
    if last < len(steps) - 1:
        yield None

"""Which steps of a schedule are shown, and in which order its entities stand: for the text and for the page alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from grader.model import Step

NEAR = 2
"""How many steps before and after one that matters are shown, where not all can be."""
_UNSEEN = ("start", "exit", "poll")


def entities(steps: Iterable[Step]) -> list[str]:
    """Give whoever took part: parents before children, the first-born first, threads after their process."""
    return sorted({step.who for step in steps}, key=_in_the_family)


def _in_the_family(name: str) -> list[int]:
    return [int(number) for number in name.replace("/", ".0.").split(".") if number.isdecimal()]


def noticeable(steps: Sequence[Step]) -> list[int]:
    """Give the places of the steps that others could notice: marked, blocked, or on a thing that several use."""
    users: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        users[step.thing].add(step.who)
    shared = {thing for thing, names in users.items() if len(names) > 1}
    return [
        index
        for index, step in enumerate(steps)
        if step.marked or step.blocked or (step.operation not in _UNSEEN and step.thing in shared)
    ]


def near_marks(steps: Sequence[Step], places: Sequence[int], most: int) -> list[int | None]:
    """Give the places if they are few, or else those near the marked ones, or the last one; None stands for a gap."""
    if len(places) <= most:
        return list(places)
    marks = [at for at, place in enumerate(places) if steps[place].marked] or [len(places) - 1]
    near = sorted({at + by for at in marks for by in range(-NEAR, NEAR + 1)} & set(range(len(places))))[:most]
    chosen: list[int | None] = []
    last = -1
    for at in near:
        chosen += [None] * (at > last + 1)
        chosen.append(places[at])
        last = at
    return chosen + [None] * (last < len(places) - 1)

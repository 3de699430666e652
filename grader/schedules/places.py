"""Places where a preemption could matter: steps of a run that touch what somebody else touches as well, and changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from grader.model import Step

LOOKING = ("read", "poll", "join")
NOT_PLACES = ("start", "exit", "sleep")
OFTEN = 3
"""Of a place that one entity comes to again and again: the first times but one, and the last."""


@dataclass(frozen=True, slots=True)
class Preemption:
    """Everyone else goes first when this entity is about to do this step."""

    who: str
    step: int


def places(steps: Sequence[Step]) -> tuple[Preemption, ...]:
    """The places of a run: those of all entities in turn, so that each role is tried early."""
    hot = _contended(steps)
    seen: Counter[tuple[str, str, int | None, str]] = Counter()
    first: dict[str, list[Preemption]] = defaultdict(list)
    last: dict[tuple[str, str, int | None, str], Preemption] = {}
    for step in _announced(steps):
        if step.thing not in hot or step.operation in NOT_PLACES:
            continue
        key = (step.who, step.operation, step.line, step.thing)
        seen[key] += 1
        if seen[key] < OFTEN:
            first[step.who].append(Preemption(step.who, step.number))
        else:
            last[key] = Preemption(step.who, step.number)
    for place in last.values():
        first[place.who].append(place)
    in_turn = (place for row in zip_longest(*first.values()) for place in row if place is not None)
    return tuple(dict.fromkeys(in_turn))


def weights(steps: Sequence[Step]) -> tuple[tuple[str, int], ...]:
    """How many steps each entity did."""
    return tuple(sorted(Counter(step.who for step in steps).items()))


def switches(steps: Sequence[Step]) -> tuple[tuple[str, int, str], ...]:
    """A run as a script: at which step of whom the token went to whom.

    Who could have gone on had announced its next step already; who could not is where it was.
    """
    following: dict[str, int] = {}
    found = []
    for step, after in reversed(list(pairwise(steps))):
        following[after.who] = after.number
        if after.who != step.who:
            stuck = step.blocked or step.operation == "exit"
            at = step.number if stuck else following.get(step.who, step.number)
            found.append((step.who, at, after.who))
    return tuple(reversed(found))


def _announced(steps: Iterable[Step]) -> Iterable[Step]:
    """Each step once, where it was announced; what was blocked is tried again under the same number."""
    known: set[tuple[str, int]] = set()
    for step in steps:
        if step.number and (step.who, step.number) not in known:
            known.add((step.who, step.number))
            yield step


def _contended(steps: Iterable[Step]) -> set[str]:
    """Things that at least two entities touch, one of them not only looking."""
    who: dict[str, set[str]] = defaultdict(set)
    changed: set[str] = set()
    for step in steps:
        if step.thing:
            who[step.thing].add(step.who)
            if step.operation not in LOOKING:
                changed.add(step.thing)
    return {thing for thing in changed if len(who[thing]) > 1}

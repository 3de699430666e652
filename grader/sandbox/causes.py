"""The likely cause of a standstill: the shape of its wait-for graph, where that is a known one.

A shape suggests a mistake, it does not prove one. The first that fits is named, and the more telling ones come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.model import Cause
from grader.sandbox.locks import Lock
from grader.sandbox.waits import Wait


@dataclass(frozen=True, slots=True)
class Seen:
    """A wait, with what is known about the lock in it."""

    wait: Wait
    lock: Lock | None = None
    in_a_queue: bool = False
    """Whether whoever waits at a pipe holds one of multiprocessing's locks, as a Queue makes everybody do."""

    is_answer: bool = False
    """Whether it is a wait for an answer of one of multiprocessing's own servers, such as a Manager's."""

    @property
    def who(self) -> int:
        """Host pid of the process that waits."""
        return self.wait.process

    @property
    def holders(self) -> frozenset[int]:
        """Host pids of those who could end the wait: who has the lock, where that is known."""
        if self.lock is not None and self.lock.holders is not None:
            return self.lock.holders
        return self.wait.providers or frozenset()


Graph = Sequence[Seen]


def cause_of(seen: Graph) -> Cause | None:
    """The first shape that fits; None for no known one."""
    return next((cause for cause, fits in _SHAPES.items() if fits(seen)), None)


def _stopped(seen: Graph) -> bool:
    return any(each.wait.sleeper.stopped for each in seen)


def _lock_twice(seen: Graph) -> bool:
    return any(_holds_it_itself(seen, each) for each in seen if _knows_holders(each))


def _holds_it_itself(seen: Graph, each: Seen) -> bool:
    """By the thread, where the lock tells which; else by the process, if it has no other thread."""
    if each.lock is not None and each.lock.owner is not None:
        return each.lock.owner == each.wait.sleeper.thread
    return each.holders == {each.who} and _threads(seen, each.who) == 1


def _lock_cycle(seen: Graph) -> bool:
    """By the holders where they are known; else several who wait for different locks that all of them share."""
    locks = [each for each in seen if each.wait.kind == "lock"]
    if _has_cycle((each.who, holder) for each in locks if _knows_holders(each) for holder in each.holders):
        return True
    owned = [
        (each.wait.sleeper.thread, each.lock.owner) for each in seen if each.lock and each.lock.owner and _is_lock(each)
    ]
    if _has_cycle(owned):
        return True
    blind = [each for each in locks if each.lock is not None and each.lock.holders is None and _is_lock(each)]
    who = {each.who for each in blind}
    return len(who) > 1 and len({each.wait.things for each in blind}) > 1 and all(each.holders >= who for each in blind)


def _lock_abandoned(seen: Graph) -> bool:
    return any(_knows_holders(each) and not each.holders for each in seen)


def _join_before_drain(seen: Graph) -> bool:
    """Who writes waits for somebody to read, who waits for the writer to end."""
    waiting = _edges(seen, "child")
    full = [each for each in seen if each.lock is not None and each.lock.word == "queue"]
    if any(_reaches(waiting, reader, each.who) for each in full for reader in each.holders - {each.who}):
        return True
    return any(
        _reaches(waiting, reader, each.who)
        for each in _of_kind(seen, "write")
        for reader in each.holders
        if reader != each.who
    )


def _barrier_short(seen: Graph) -> bool:
    return any(each.lock is not None and each.lock.word == "barrier" for each in seen)


def _sentinel_missing(seen: Graph) -> bool:
    return any(each.in_a_queue for each in _of_kind(seen, "read"))


def _each_reads_first(seen: Graph) -> bool:
    """Who holds the other end of what he reads himself waits for its end rather than for somebody's word."""
    return _talk_in_a_circle([each for each in _of_kind(seen, "read") if each.who not in each.holders])


def _each_sends_first(seen: Graph) -> bool:
    return _talk_in_a_circle(_of_kind(seen, "write"))


def _talk_in_a_circle(talking: Graph) -> bool:
    """Each has the other end of what the next one waits at."""
    return _has_cycle((each.who, other) for each in talking for other in each.holders)


def _pipe_end_forgotten(seen: Graph) -> bool:
    reads = [each for each in _of_kind(seen, "read") if each.wait.things and not each.is_answer]
    return any(each.wait.things[0].kind in ("pipe", "socket") for each in reads)


def _child_waits_for_parent(seen: Graph) -> bool:
    waiting = _edges(seen, "child")
    others = [each for each in seen if each.wait.kind in ("read", "write") or _knows_holders(each)]
    return any(_reaches(waiting, holder, each.who) for each in others for holder in each.holders - {each.who})


def _nobody_will_signal(seen: Graph) -> bool:
    return any(each.wait.kind in ("lock", "signal", "thread", "connect", "read") for each in seen)


_SHAPES: dict[Cause, Callable[[Graph], bool]] = {
    Cause.STOPPED: _stopped,
    Cause.LOCK_TWICE: _lock_twice,
    Cause.LOCK_CYCLE: _lock_cycle,
    Cause.BARRIER_SHORT: _barrier_short,
    Cause.JOIN_BEFORE_DRAIN: _join_before_drain,
    Cause.EACH_SENDS_FIRST: _each_sends_first,
    Cause.SENTINEL_MISSING: _sentinel_missing,
    Cause.LOCK_ABANDONED: _lock_abandoned,
    Cause.EACH_READS_FIRST: _each_reads_first,
    Cause.PIPE_END_FORGOTTEN: _pipe_end_forgotten,
    Cause.CHILD_WAITS_FOR_PARENT: _child_waits_for_parent,
    Cause.NOBODY_WILL_SIGNAL: _nobody_will_signal,
}


def _of_kind(seen: Graph, kind: str) -> list[Seen]:
    return [each for each in seen if each.wait.kind == kind]


def _knows_holders(each: Seen) -> bool:
    return each.lock is not None and each.lock.holders is not None


def _is_lock(each: Seen) -> bool:
    return each.lock is not None and each.lock.word in ("lock", "semaphore", "mutex")


def _threads(seen: Graph, who: int) -> int:
    return sum(each.who == who for each in seen)


def _edges(seen: Graph, kind: str) -> dict[int, set[int]]:
    edges: dict[int, set[int]] = {}
    for each in _of_kind(seen, kind):
        edges.setdefault(each.who, set()).update(each.holders)
    return edges


def _reaches(edges: dict[int, set[int]], start: int, goal: int) -> bool:
    """Whether a way leads along the edges, one or more of them."""
    met: set[int] = set()
    waiting = [start]
    while waiting:
        following = edges.get(waiting.pop(), set()) - met
        met |= following
        waiting += following
    return goal in met


def _has_cycle(pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether two or more wait for each other in a circle."""
    edges: dict[int, set[int]] = {}
    for one, other in pairs:
        if one != other:
            edges.setdefault(one, set()).add(other)
    return any(_reaches(edges, start, start) for start in edges)

"""The nouns of a standstill: who waits, for what, and who could end the wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Cause(Enum):
    """The shape of a standstill, where it is a known one. The values are what a student should think of first."""

    LOCK_CYCLE = "each holds a lock that the next one waits for"
    LOCK_TWICE = "a process waits for a lock that it holds itself"
    LOCK_ABANDONED = "a lock was never released by a process that has ended"
    JOIN_BEFORE_DRAIN = "a process is waited for before what it put into its queue or pipe was taken out"
    PIPE_END_FORGOTTEN = "a reader waits for the end of a pipe whose write end is still open"
    SENTINEL_MISSING = "a consumer waits for an item, and everyone who could send one has ended or waits, too"
    BARRIER_SHORT = "a barrier waits for more parties than will ever come"
    EACH_READS_FIRST = "each waits for something that the other one would have to send first"
    EACH_SENDS_FIRST = "each waits until the other one takes what it sends, and neither takes anything"
    STOPPED = "a process was stopped by a signal, and nobody is left who would continue it"
    CHILD_WAITS_FOR_PARENT = "a process waits for its child, and the child waits for it"
    NOBODY_WILL_SIGNAL = "a process waits to be woken, and nobody is left who could wake it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thread that waits: an arrow of the wait-for graph, from a process over a thing to processes."""

    pid: int
    thread: int
    """The thread's id as the program sees it; equal to `pid` for a process's first thread."""
    kind: str
    """`child`, `lock` (any semaphore or futex that processes share), `thread` (a futex of its own process),
    `read`, `write`, `connect`, `signal`, `time` (a wait that ends by itself) or `other`."""
    thing: str
    """What it waits on, named alike in the whole graph: `process 4`, `semaphore 2`, `pipe 1`; empty for none."""
    holders: tuple[int, ...] = ()
    """The processes that could end the wait: the child, the lock's holder, those with the other end of the pipe."""
    timed: bool = False
    """Whether the wait ends by itself after a while."""
    sentence: str = ""
    """The wait in plain words, such as `worker (pid 4) waits to write to pipe 1, which only main (pid 2) reads`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """A run that had stopped moving: its wait-for graph, and the likely cause where the shape is a known one."""

    certain: bool
    """Whether nothing could ever have moved again; if not, it is a suspicion."""
    since: float
    """When something last moved."""
    noticed: float
    """When the run was ended for it."""
    waits: tuple[Waiting, ...]
    cause: Cause | None = None
    sentence: str = ""
    """The whole in one sentence."""

    def circle(self, kinds: Collection[str] = ()) -> tuple[int, ...]:
        """Pids of processes each of which waits for the next, and the last for the first; empty if there is no circle.

        `kinds` restricts the waits. Only a wait that nobody but one other process could end closes a circle for sure.
        """
        following = {
            wait.pid: wait.holders[0]
            for wait in self.waits
            if len(wait.holders) == 1 and wait.holders[0] != wait.pid and (not kinds or wait.kind in kinds)
        }
        for start in following:
            way = [start]
            while (there := following.get(way[-1])) is not None and there not in way:
                way.append(there)
            if there == start:
                return tuple(way)
        return ()

"""A standstill under the scheduler: its likely cause, and the whole of it in one sentence."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Cause, Stall, Waiting


def explained(stall: Stall | None) -> Stall | None:
    """Complete what the scheduler told: who waits for whom it knows exactly, what that means is said here."""
    if stall is None:
        return None
    if not stall.certain:
        sentence = "everyone only looked again and again for something that nobody would do"
        return replace(stall, cause=Cause.NOBODY_WILL_SIGNAL, sentence=sentence)
    sentence = "; ".join(wait.sentence for wait in _cycle(stall.waits) or stall.waits)
    return replace(stall, cause=_cause(stall.waits), sentence=sentence)


def _cause(waits: tuple[Waiting, ...]) -> Cause | None:
    """The shape of the standstill, where it is a known one."""
    locks = [wait for wait in waits if wait.kind == "lock"]
    if any(wait.pid in wait.holders for wait in locks):
        return Cause.LOCK_TWICE
    if cycle := _cycle(waits):
        kinds = {wait.kind for wait in cycle}
        return Cause.LOCK_CYCLE if kinds == {"lock"} else _mixed(kinds)
    waiting = {wait.pid for wait in waits}
    if any(wait.holders and not waiting & set(wait.holders) for wait in locks):
        return Cause.LOCK_ABANDONED
    kinds = {wait.kind for wait in waits}
    if "write" in kinds and "child" in kinds:
        return Cause.JOIN_BEFORE_DRAIN
    if any(wait.kind == "read" for wait in waits):
        return Cause.SENTINEL_MISSING
    return Cause.NOBODY_WILL_SIGNAL if locks else None


def _mixed(kinds: set[str]) -> Cause | None:
    if "child" in kinds and "write" in kinds:
        return Cause.JOIN_BEFORE_DRAIN
    return Cause.CHILD_WAITS_FOR_PARENT if "child" in kinds else None


def _cycle(waits: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    """Waits each of which is for a holder that waits likewise; empty if there is no such ring."""
    by_pid = {wait.pid: wait for wait in waits}
    for start in by_pid.values():
        ring: list[Waiting] = []
        wait: Waiting | None = start
        while wait is not None and wait not in ring:
            ring.append(wait)
            wait = next((by_pid[pid] for pid in wait.holders if pid in by_pid and pid != wait.pid), None)
        if wait is start and len(ring) > 1:
            return tuple(ring)
    return ()

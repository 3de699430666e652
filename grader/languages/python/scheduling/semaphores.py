"""Semaphores of multiprocessing: everything in `multiprocessing.synchronize` rests on `SemLock`, and so do queues.

`acquire` is tried without waiting; if that fails, the thread is blocked until somebody has released the semaphore.
"""

from __future__ import annotations

from multiprocessing import synchronize
from typing import Any

from grader.languages.python.scheduling import turn


def install() -> None:
    """Control every semaphore that is made, or unpickled, from now on."""
    turn.stand_in(
        synchronize.SemLock,
        _make_methods=_make_methods,
        __enter__=lambda self: self.acquire(),
        __exit__=lambda self, *_: self.release(),
    )


def _make_methods(semaphore: Any) -> None:
    """Give one semaphore its methods, as the library does when it is made."""
    raw = semaphore._semlock
    recursive = raw.kind == synchronize.RECURSIVE_MUTEX  # type: ignore[attr-defined]
    kind = "lock" if raw.maxvalue == 1 else "semaphore"
    thing = f"{kind}:{raw.name or raw.handle}"

    def acquire(block: bool = True, timeout: float | None = None) -> bool:
        if not turn.controlled() or (recursive and raw._is_mine()):
            return bool(raw.acquire(block, timeout))
        turn.name_thing(thing, kind, semaphore)
        turn.point("acquire", thing)
        until = None if timeout is None else turn.now() + max(0.0, timeout)
        while not raw.acquire(False):
            if not block:
                turn.failed()
                return False
            if not turn.controlled():
                return bool(raw.acquire(block, timeout))
            if not turn.blocked(thing, timeout=None if until is None else until - turn.now()):
                return bool(raw.acquire(False))
        return True

    def release() -> None:
        if turn.controlled() and not (recursive and raw._count() > 1):
            turn.name_thing(thing, kind, semaphore)
            turn.point("release", thing)
        raw.release()

    semaphore.acquire, semaphore.release = acquire, release

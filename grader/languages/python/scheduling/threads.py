"""Threads and their locks, as points: a queue's feeder and a pool's helpers are threads, too.

The library's locks are replaced by ones that are tried without waiting; conditions, events and queues of threads are
made of those. While a process has one thread only, its free locks are no points.
"""

from __future__ import annotations

import concurrent.futures.process
import concurrent.futures.thread
import itertools
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any

from grader.languages.python.scheduling import turn

_allocate = threading._allocate_lock  # type: ignore[attr-defined]
_recursive = threading._CRLock  # type: ignore[attr-defined]
_start, _join, _is_alive = threading.Thread.start, threading.Thread.join, threading.Thread.is_alive
_shutdown = threading._shutdown  # type: ignore[attr-defined]
_numbers = itertools.count(1)
_SERVICES = ("multiprocessing.", "concurrent.futures.process")
"""Whose threads are helpers: what they poll for does not move the clock."""


def install() -> None:
    """Put these in place of the library's own."""
    turn.stand_in(threading, Lock=Lock, _allocate_lock=_lock_of_the_library, _CRLock=None, _shutdown=shutdown)
    os.register_at_fork(after_in_child=_keep_house_plainly)
    turn.stand_in(queue, SimpleQueue=queue._PySimpleQueue)  # type: ignore[attr-defined]  # the other waits in C
    turn.stand_in(threading.Thread, join=join, is_alive=is_alive, start=start)
    for name in ("_start_new_thread", "_start_joinable_thread"):  # the second since Python 3.13
        if hasattr(threading, name):
            turn.stand_in(threading, **{name: _starting(getattr(threading, name))})
    for module in (concurrent.futures.process, concurrent.futures.thread):
        turn.stand_in(module, _global_shutdown_lock=Lock())


def _keep_house_plainly() -> None:
    """In a child, give the list of threads plain locks: they are held for a moment, and never across a point."""
    turn.stand_in(threading, _active_limbo_lock=_recursive(), _shutdown_locks_lock=_allocate())


class Lock:
    """A lock of threads: `threading.Lock` as its users know it."""

    __slots__ = ("__weakref__", "_lock", "_number", "_passing", "_unknown")

    def __init__(self) -> None:
        self._lock = _allocate()
        self._number = next(_numbers)
        self._unknown = False
        """Whether nobody but its maker, who takes it next, has heard of it."""
        self._passing: bool | None = None
        """Whether the library keeps it for itself, so that only waiting for it is a step."""

    @property
    def _thing(self) -> str:
        return f"mutex:{os.getpid()}:{self._number}"

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take it; False if that did not work, or not in time."""
        unknown, self._unknown = self._unknown, False
        if unknown or not turn.controlled() or (not turn.reserved and not self._lock.locked()):
            return bool(self._lock.acquire(blocking, timeout))
        turn.name_thing(self._thing, "thread lock", self)
        turn.point("acquire", self._thing, passing=self._passing)
        until = None if timeout < 0 else turn.now() + timeout
        while not self._lock.acquire(False):
            if not blocking:
                turn.failed()
                return False
            if not turn.controlled():
                return bool(self._lock.acquire(blocking, timeout))
            if not turn.blocked(self._thing, timeout=None if until is None else until - turn.now()):
                return bool(self._lock.acquire(False))
        return True

    def release(self) -> None:
        """Give it back."""
        self._lock.release()
        if turn.controlled():
            turn.given_back(self._thing)

    def locked(self) -> bool:
        """Whether somebody has it."""
        return bool(self._lock.locked())

    def _is_owned(self) -> bool:
        """What a condition asks about its own lock: no step of the program's."""
        return bool(self._lock.locked())

    def _at_fork_reinit(self) -> None:
        self._lock = _allocate()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


def _lock_of_the_library() -> Lock:
    """A lock that `threading` makes for itself: a condition's waiter, if not for a recursive lock."""
    lock = Lock()
    lock._unknown = sys._getframe(1).f_code is threading.Condition.wait.__code__
    return lock


def _starting(start: Callable[..., Any]) -> Callable[..., Any]:
    """A thread is an entity from the moment at which somebody starts it."""

    def start_thread(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        if not turn.controlled():
            return start(function, *arguments, **keywords)
        thread: Any = getattr(function, "__self__", None)
        number = turn.reserve(thread=True, service=_is_service(thread))
        if thread is not None:
            thread._grader_number = os.getpid(), number

        def run(*given: Any) -> None:
            turn.arrive(number)
            turn.here.serving = _module_of(thread) == "multiprocessing.managers"
            try:
                function(*given)
            finally:
                turn.leave(number)

        started = start(run, *arguments, **keywords)
        turn.point("fork", f"process:{number}", passing=False)
        return started

    return start_thread


def _is_service(thread: Any) -> bool:
    return _module_of(thread).startswith(_SERVICES)


def _module_of(thread: Any) -> str:
    """Where the function that the thread runs comes from."""
    target = getattr(thread, "_target", None)
    return str(getattr(target, "__module__", None) if target is not None else type(thread).__module__)


def _number_of(thread: Any) -> int | None:
    """Under which number the thread is known; in a child the threads of the parent are nobody."""
    pid, number = getattr(thread, "_grader_number", (0, None))
    return number if pid == os.getpid() else None


def start(self: Any) -> None:
    """`Thread.start`: that it has begun the thread tells the one who started it in passing."""
    self._started._cond._lock._passing = True
    with turn.in_passing():
        _start(self)


def join(self: Any, timeout: float | None = None) -> None:
    """`Thread.join`."""
    number = _number_of(self)
    if number is None or not turn.controlled() or self is threading.current_thread():
        return _join(self, timeout)
    thing = f"process:{number}"
    turn.point("join", thing)
    until = None if timeout is None else turn.now() + max(0.0, timeout)
    while not turn.has_ended(number) and turn.controlled():
        if not turn.blocked(thing, timeout=None if until is None else until - turn.now()):
            return None
    return _join(self)


def is_alive(self: Any) -> bool:
    """`Thread.is_alive`: who has said farewell is gone."""
    number = _number_of(self)
    if number is not None and turn.controlled() and self is not threading.current_thread() and turn.has_ended(number):
        _join(self)
    return _is_alive(self)


def shutdown() -> None:
    """What the interpreter does before it ends: it waits for threads, which it does in C."""
    if turn.controlled():
        atexits: list[Callable[[], None]] = getattr(threading, "_threading_atexits", [])
        while atexits:
            atexits.pop()()
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
    _shutdown()

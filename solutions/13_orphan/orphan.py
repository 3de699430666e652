"""A child that is left behind on purpose, and children that never are: the reference solution."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from multiprocessing import Process

from workshop import work


def make_orphan(seconds: float) -> int:
    """Start one child, which outlives its parent, and do not wait for it."""
    pid = os.fork()
    if pid == 0:
        # Whatever happens, the child must not leave this branch: it would go on with the parent's program.
        try:
            time.sleep(seconds)
            work(os.getppid())  # asked for now: before its parent ended, the answer was another one
            os._exit(0)
        finally:
            os._exit(1)
    return pid


class Told(BaseException):
    """SIGTERM has come. Not an Exception, so that nothing that handles errors takes it for one."""


def tell(*_: object) -> None:
    """The handler. It raises, because a join() goes on waiting after a handler that returns."""
    raise Told


def child(number: int, seconds: float) -> None:
    """Run in a child, which may have inherited its parent's handler, and a SIGTERM that has to wait."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    work(number)
    time.sleep(seconds)


def start(children: Sequence[Process]) -> None:
    """Start them all. SIGTERM waits meanwhile: it must not come between a start and the note that it has happened."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        for each in children:
            each.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])


def end(children: Sequence[Process]) -> None:
    """End those that still run, and reap all. First all signals, then all the waiting: so they end side by side."""
    for each in children:
        each.terminate()  # does nothing to one that has been reaped
    for each in children:
        each.join()


def no_orphan(seconds: float) -> list[int]:
    """Start three children and wait for them; when SIGTERM comes, take them along."""
    children = [Process(target=child, args=(number, seconds)) for number in range(3)]
    before = signal.signal(signal.SIGTERM, tell)
    try:
        start(children)
        for each in children:
            each.join()
    except Told:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not disturb the clean-up
        end(children)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)  # so that our own parent sees what ended us
    finally:
        signal.signal(signal.SIGTERM, before)
    if any(each.exitcode != 0 for each in children):
        raise RuntimeError("a child failed")
    return [each.pid for each in children]

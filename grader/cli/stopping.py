"""SIGINT and SIGTERM end the command in order: every `with` block is left, so everything that was started is ended.

Python turns SIGINT into KeyboardInterrupt, which libraries catch, and lets SIGTERM kill without cleaning up. Here both
become one exception that nobody else knows. Only the first signal counts: cleaning up is short, and a second Ctrl-C
must not cut it off. What takes long can be stopped in two steps: see `stopped_gently`.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """The command was told to stop by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.name = signal.Signals(number).name


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped in the block when one of the signals comes, and leave the handlers as they were found."""
    before = {number: signal.signal(number, _stop) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stopped_gently(ask: Callable[[], None]) -> Iterator[None]:
    """Let the first SIGINT in the block only `ask` to come to an end, and the second do what the first does otherwise.

    SIGTERM comes from a machine that is in a hurry: it does at once what it does otherwise.
    """

    def first(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, otherwise)
        ask()

    otherwise = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is first:
            signal.signal(signal.SIGINT, otherwise)


def _stop(number: int, _frame: FrameType | None) -> None:
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)

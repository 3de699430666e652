"""Waiting for descriptors and for the ends of children at once: SIGCHLD made readable, as in DJB's self-pipe trick."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterable


class Waker:
    """Waits in poll(2) for any of some descriptors, or for SIGCHLD, or for time to pass."""

    def __init__(self) -> None:
        self._read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else _plain_pipe()
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        self._poll = select.poll()
        self._poll.register(self._read, select.POLLIN)

    def watch(self, descriptors: Iterable[int]) -> None:
        """Add descriptors; what becomes readable, or is closed at the other end, is reported."""
        for descriptor in descriptors:
            self._poll.register(descriptor, select.POLLIN)

    def forget(self, descriptor: int) -> None:
        """Stop watching a descriptor."""
        self._poll.unregister(descriptor)

    def wait(self, seconds: float | None) -> list[int]:
        """The descriptors that are ready; none when a child ended or the time is over."""
        timeout = None if seconds is None else max(0.0, seconds * 1000)
        ready = [descriptor for descriptor, _ in self._poll.poll(timeout)]
        if self._read in ready:
            ready.remove(self._read)
            os.read(self._read, 4096)
        return ready


def _plain_pipe() -> tuple[int, int]:
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends

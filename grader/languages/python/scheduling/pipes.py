"""Pipes and sockets, as points: connections of multiprocessing, and `os.read`, `os.write` and `os.close` on them.

An operation is done once the descriptor is ready for it; until then, its thread is blocked. What is long is written in
pieces that a pipe takes at once.
"""

from __future__ import annotations

import io
import multiprocessing.connection as connection
import multiprocessing.pool as pool
import os
import select
import stat
from collections.abc import Sequence
from typing import Any

from grader.languages.python.scheduling import turn

_read, _write, _close, _wait = os.read, os.write, os.close, connection.wait
_PIECE = 4096  # PIPE_BUF: what a pipe that is ready takes without waiting, pipe(7)


def install() -> None:
    """Put these in place of the library's own."""
    turn.stand_in(os, read=read, write=write, close=close)
    turn.stand_in(
        connection.Connection,
        _send=_send,
        _recv=_receive,
        _close=lambda self: close(self._handle),
    )
    turn.stand_in(connection, wait=wait)
    turn.stand_in(pool, wait=wait)


def thing_of(descriptor: int) -> str | None:
    """A name for a pipe or a socket that is the same in every process; None for anything else."""
    try:
        facts = os.fstat(descriptor)
    except OSError:
        return None
    kind = "pipe" if stat.S_ISFIFO(facts.st_mode) else "socket" if stat.S_ISSOCK(facts.st_mode) else ""
    return f"{kind}:{facts.st_ino}" if kind and descriptor > 2 else None


def read(descriptor: int, most: int, /) -> bytes:
    """`os.read`."""
    until_ready("receive", descriptor, select.POLLIN)
    return _read(descriptor, most)


def write(descriptor: int, data: Any, /) -> int:
    """`os.write`."""
    if not turn.controlled() or not os.get_blocking(descriptor):
        return _write(descriptor, data)
    if not until_ready("send", descriptor, select.POLLOUT):
        return _write(descriptor, data)
    view = memoryview(data).cast("B")
    done = _write(descriptor, view[:_PIECE])
    while done < len(view):
        until_ready("send", descriptor, select.POLLOUT, first=False)
        done += _write(descriptor, view[done : done + _PIECE])
    return done


def close(descriptor: int, /) -> None:
    """`os.close`; whoever reads from the other end may be told the end by it."""
    thing = thing_of(descriptor) if turn.controlled() else None
    _close(descriptor)
    if thing is not None:
        turn.changed(thing)


def wait(object_list: Sequence[Any], timeout: float | None = None) -> list[Any]:
    """`multiprocessing.connection.wait`."""
    waited = list(object_list)
    if not turn.controlled():
        return _wait(waited, timeout)
    descriptors = [each if isinstance(each, int) else each.fileno() for each in waited]
    things = [thing_of(each) or f"descriptor:{each}" for each in descriptors]
    turn.point("poll", *things)
    until = None if timeout is None else turn.now() + max(0.0, timeout)
    while True:
        ready = [each for each, number in zip(waited, descriptors, strict=True) if _is_ready(number, select.POLLIN)]
        if ready or timeout == 0:
            return ready
        if not turn.controlled():
            return _wait(waited, timeout)
        if not turn.blocked(*things, timeout=None if until is None else until - turn.now()):
            timeout = 0


def _send(self: Any, data: Any) -> None:
    write(self._handle, data)


def _receive(self: Any, size: int) -> io.BytesIO:
    buffer = io.BytesIO()
    left = size
    while left > 0:
        piece = read(self._handle, left)
        if not piece:
            if left == size:
                raise EOFError
            raise OSError("got end of file during message")
        buffer.write(piece)
        left -= len(piece)
    return buffer


def until_ready(operation: str, descriptor: int, event: int, *, first: bool = True) -> bool:
    """Announce an operation on a pipe or a socket, and go on when it will not wait; False for anything else."""
    thing = thing_of(descriptor) if turn.controlled() else None
    if thing is None:
        return False
    if first:
        kind = thing.partition(":")[0]
        turn.call_thing(thing, kind, "")
        turn.point(operation, thing, passing=True if turn.here.serving and kind == "socket" else None)
    while not _is_ready(descriptor, event) and turn.controlled():
        turn.blocked(thing)
    return True


def _is_ready(descriptor: int, event: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, event)
    return bool(poll.poll(0))

"""Processes: forking, waiting, ending and killing, as points.

Whether a child has ended the conductor knows; then waiting for it really takes no time. What is waited for and was
never under control, such as a program that was executed, is waited for in earnest.
"""

from __future__ import annotations

import contextlib
import functools
import os
import random
import signal
import sys
import tempfile
from multiprocessing import process
from typing import Any

from grader.languages.python.scheduling import turn

_cleanup, _start_code = process._cleanup, process.BaseProcess.start.__code__  # type: ignore[attr-defined]
_fork, _waitpid, _kill, _wait4 = os.fork, os.waitpid, os.kill, os.wait4
_DEADLY = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGABRT, signal.SIGQUIT, signal.SIGHUP)


def install() -> None:
    """Put these in place of the calls of `os`."""
    turn.stand_in(process, set=_InOrder, _children=_InOrder())  # that module calls `set` to keep its children in
    turn.stand_in(process, _cleanup=_reap_those_who_have_ended)
    turn.stand_in(os, fork=fork, waitpid=waitpid, wait=wait, kill=kill, wait4=wait4, wait3=wait3)


def _reap_those_who_have_ended() -> None:
    """What the library does before it starts another process, which is no step of the program's; and when asked."""
    asked = sys._getframe(1).f_code is not _start_code
    with contextlib.nullcontext() if asked else turn.in_passing():
        _cleanup()


class _InOrder(dict[Any, None]):
    """A set that is gone through in the order in which it was filled; a plain one goes by addresses."""

    def add(self, item: Any) -> None:
        """Take in."""
        self[item] = None

    def discard(self, item: Any) -> None:
        """Leave out."""
        self.pop(item, None)

    remove = discard


def fork() -> int:
    """`os.fork`; the child begins when it is given the token."""
    if not turn.controlled():
        return _fork()
    number = turn.reserve()
    with turn.silence():  # the library's own steps after a fork must not be told as the parent's
        pid = _fork()
        if pid == 0:
            turn.forget_the_parent()
    if pid == 0:
        seed(number)
        turn.arrive(number)
    else:
        turn.children[pid] = number
        turn.point("fork", f"process:{number}")
    return pid


def seed(number: int) -> None:
    """Chance that comes again with the schedule, and differs from process to process as it should."""
    random.seed(number)
    turn.stand_in(tempfile, _Random=functools.partial(random.Random, number), _name_sequence=None)


def waitpid(pid: int, options: int) -> tuple[int, int]:
    """`os.waitpid`, for children that are under control."""
    ended = _ended_child(pid, options)
    if ended is None:
        return 0, 0
    return _waitpid(ended, options & ~os.WNOHANG if ended in turn.children else options)


def wait4(pid: int, options: int) -> tuple[int, int, Any]:
    """`os.wait4`, likewise."""
    ended = _ended_child(pid, options)
    if ended is None:
        return 0, 0, None
    return _wait4(ended, options & ~os.WNOHANG if ended in turn.children else options)


def wait() -> tuple[int, int]:
    """`os.wait`, likewise."""
    return waitpid(-1, 0)


def wait3(options: int) -> tuple[int, int, Any]:
    """`os.wait3`, likewise."""
    return wait4(-1, options)


def _ended_child(pid: int, options: int) -> int | None:
    """Wait until a child that is meant has ended, and give it; None if none has, and nobody wants to wait.

    Gives `pid` itself where nothing is known of it.
    """
    asked = [pid] if pid > 0 else list(turn.children)
    known = [child for child in asked if child in turn.children]
    if not turn.controlled() or not known or pid == 0 or pid < -1:
        return pid
    things = [f"process:{turn.children[child]}" for child in known]
    turn.point("poll" if options & os.WNOHANG else "join", *things)
    while True:
        for child in known:
            if turn.has_ended(turn.children[child]) and _is_unreaped(child):
                return child
        if options & os.WNOHANG:
            return None
        if not any(_is_unreaped(child) for child in known) or not turn.controlled():
            return pid
        turn.blocked(*things)


def _is_unreaped(pid: int) -> bool:
    """Whether it is still our child; forgets it if not."""
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    except ChildProcessError:
        turn.children.pop(pid, None)
        return False
    return True


def kill(pid: int, number: int) -> None:
    """`os.kill`; what a deadly signal does to a child is over when it returns."""
    if not turn.controlled():
        return _kill(pid, number)
    turn.point("kill", f"process:{turn.children.get(pid, pid)}")
    _kill(pid, number)
    if pid > 0 and number in _DEADLY and pid != os.getpid():
        turn.settled(pid)
    return None

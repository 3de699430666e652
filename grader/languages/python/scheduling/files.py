"""Files as points: what one process writes there, another may read; and locks on files."""

from __future__ import annotations

import builtins
import fcntl
import io
import os
from collections.abc import Callable
from typing import Any

from grader.languages.python.scheduling import turn

_open, _plain_print = builtins.open, builtins.print
_CALLS = ("open", "rename", "replace", "unlink", "remove", "mkdir", "rmdir", "link", "stat", "listdir")
"""Calls of `os` whose first argument is a path."""


def install() -> None:
    """Put these in place of the library's own."""
    turn.stand_in(builtins, open=_using(_open))
    turn.stand_in(io, open=builtins.open)
    for name in _CALLS:
        turn.stand_in(os, **{name: _using(getattr(os, name))})
    if turn.settings["prints"]:
        turn.stand_in(builtins, print=_print)
    turn.stand_in(fcntl, flock=_locking(fcntl.flock), lockf=_locking(fcntl.lockf))


def _print(*arguments: Any, **keywords: Any) -> None:
    """`print`, where the order of what is printed matters."""
    if turn.controlled():
        turn.call_thing("output:", "output", "output")
        turn.point("use", "output:")
    _plain_print(*arguments, **keywords)


def _using(function: Callable[..., Any]) -> Callable[..., Any]:
    """The call, as a use of the file; only of one that lies in the run's own folders."""

    def use(path: Any = ".", *arguments: Any, **keywords: Any) -> Any:
        if turn.controlled() and isinstance(path, (str, os.PathLike)):
            place = os.path.abspath(path)
            if place.startswith((turn.settings["box"], turn.settings["temporary"])) and not place.endswith(".py"):
                turn.call_thing(f"file:{place}", "file", os.path.basename(place))
                turn.point("use", f"file:{place}")
        return function(path, *arguments, **keywords)

    return use


def _locking(function: Callable[..., Any]) -> Callable[..., Any]:
    """A lock on a file: tried without waiting, until it is had."""

    def lock(file: Any, operation: int, *arguments: Any) -> Any:
        if not turn.controlled():
            return function(file, operation, *arguments)
        number = file if isinstance(file, int) else file.fileno()
        thing = f"flock:{os.fstat(number).st_ino}"
        turn.call_thing(thing, "file lock", "")
        if operation & fcntl.LOCK_UN:
            turn.point("release", thing)
            return function(file, operation, *arguments)
        turn.point("acquire", thing)
        while (refusal := _refused(function, file, operation | fcntl.LOCK_NB, *arguments)) is not None:
            if operation & fcntl.LOCK_NB or not turn.controlled():
                turn.failed()
                raise refusal
            turn.blocked(thing)
        return None

    return lock


def _refused(function: Callable[..., Any], *arguments: Any) -> OSError | None:
    """Try to lock; why that did not work, if somebody else has the lock."""
    try:
        function(*arguments)
    except (BlockingIOError, PermissionError) as error:
        return error
    return None

"""An entity's end: how a thread of the student's program tells the conductor what it is about to do, and waits.

Each thread has a connection of its own, which ends with it: that is how the conductor learns of ends, whatever their
reason. Where there is no connection, or it has broken, everything here does nothing, and the program runs on freely.
"""

from __future__ import annotations

import functools
import json
import os
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from grader.languages.python.scheduling import frames, noise

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class _Here(threading.local):
    """What a thread knows of itself."""

    line: socket.socket | None = None
    busy = False
    """Whether it is talking to the conductor; a signal's handler that comes in between must not."""
    in_passing = False
    """Whether what it does now is no step of its own."""
    unannounced: tuple[str, tuple[str, ...]] | None = None
    """What it does in passing, and would have to announce if it had to wait."""
    serving = False
    """Whether it answers the requests of a manager's clients."""
    number = 0
    """Of the last message."""
    now = 0.0
    notes: list[list[Any]]
    last: Any = None
    """How to look at what was touched last: a function without arguments."""

    def __init__(self) -> None:
        self.notes = []


here = _Here()
lines: set[socket.socket] = set()
"""The connections of all threads of this process."""
reserved: set[int] = set()
"""The numbers of those threads of this process that were started here and have not left, wherever they are."""
named: set[str] = set()
"""Things whose names the conductor has heard from this process."""
children: dict[int, int] = {}
"""The entities' numbers of this process's children, by pid."""
settings: dict[str, Any] = {"address": b"", "box": "", "temporary": "", "trace": False, "prints": False, "clocks": {}}
"""The conductor's address; the folders of the student's files, and of temporary ones; whether values are wanted,
and whether printing is a point; when each clock began."""


def stand_in(owner: Any, **functions: Any) -> None:
    """Put functions in the place of a module's, or a class's, own."""
    for name, function in functions.items():
        setattr(owner, name, function)


def controlled() -> bool:
    """Whether this thread is under control, and may talk to the conductor now; whoever asks is at a point."""
    if here.line is None:
        noise.pause()
        return False
    return not here.busy


def arrive(number: int) -> None:
    """Become the entity that was reserved under this number, and wait for the token."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.connect(settings["address"])
    here.line, here.busy, here.notes, here.last = line, False, [], None
    lines.add(line)
    _ask(["arrive", number, os.getpid(), threading.get_native_id()])


def leave(number: int) -> None:
    """The thread of this number ends here, as far as the conductor is concerned."""
    reserved.discard(number)
    line, here.line = here.line, None
    if line is not None:
        lines.discard(line)
        line.close()


def forget_the_parent() -> None:
    """In a child: what the parent's threads had open is not ours."""
    for line in lines:
        line.close()
    lines.clear()
    reserved.clear()
    named.clear()
    children.clear()
    here.line, here.busy, here.notes, here.last = None, False, [], None


def reserve(*, thread: bool = False, service: bool = False) -> int:
    """Tell that a child or a thread is about to be started; the number under which it has to arrive."""
    number = int(_ask(["reserve", thread, service]) or -1)
    if thread:
        reserved.add(number)
    return number


def point(operation: str, *things: str, passing: bool | None = None) -> None:
    """About to do something that others can notice: wait for the token. In passing only if it turns out to block."""
    here.unannounced = None
    if here.in_passing if passing is None else passing:
        here.unannounced = operation, things
    else:
        _ask(["point", operation, things, frames.place(settings["box"])])


def access(operation: str, thing: str, place: tuple[str, int | None]) -> None:
    """About to read or write shared memory at this place."""
    _ask(["point", operation, (thing,), place])


def blocked(*things: str, timeout: float | None = None) -> bool:
    """What was announced would block: wait until it is worth trying again. False when the time is over."""
    if here.unannounced is not None:
        (operation, touched), here.unannounced = here.unannounced, None
        return _ask(["wait", operation, touched, frames.place(settings["box"]), things, timeout]) != "timeout"
    return _ask(["block", things, timeout]) != "timeout"


def has_ended(number: int) -> bool:
    """Whether this entity is no more."""
    return _ask(["ended", number]) == "1"


def settled(pid: int) -> None:
    """A deadly signal was sent to a child: wait until its end has been noticed, or it is clear that it lives on."""
    _ask(["settle", pid])


def failed() -> None:
    """What was announced was tried, and did not work."""
    if here.unannounced is None:
        here.notes.append(["failed"])


def changed(thing: str) -> None:
    """Something was done to it here that others may wait for, such as closing one end of a pipe."""
    if controlled():
        here.notes.append(["changed", thing])


def given_back(thing: str) -> None:
    """A lock of threads was released."""
    here.notes.append(["given back", thing])


def introduce_stranger(*, timer: bool = False) -> None:
    """A program is about to be executed, or a timer to be set, which will never be under control."""
    if controlled():
        here.notes.append(["stranger", timer])


def serve() -> None:
    """This thread is a service: nobody waits for it, and what it polls for does not move the clock."""
    if controlled():
        here.notes.append(["service"])


@contextmanager
def alone() -> Iterator[None]:
    """What is done here is between the library and processes that are not under control."""
    if not controlled():
        yield
        return
    _tell(["alone", True])
    with silence():
        yield
    _tell(["alone", False])


@contextmanager
def in_passing() -> Iterator[None]:
    """What the library does here for itself belongs to the step before it, as far as nobody has to wait."""
    before, here.in_passing = here.in_passing, True
    try:
        yield
    finally:
        here.in_passing, here.unannounced = before, None


def passing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, done in passing."""

    @functools.wraps(function)
    def call(*arguments: Any, **keywords: Any) -> Any:
        with in_passing():
            return function(*arguments, **keywords)

    return call


@contextmanager
def silence() -> Iterator[None]:
    """What is done here is announced to nobody."""
    before, here.busy = here.busy, True
    try:
        yield
    finally:
        here.busy = before


def note(operation: str, thing: str, value: str = "") -> None:
    """Something was done here that was no point of its own."""
    here.notes.append(["note", operation, thing, frames.place(settings["box"]), value])


def name_thing(thing: str, kind: str, value: object) -> None:
    """Tell once how the program calls a thing: by the variable of its own that holds this value."""
    if thing not in named:
        named.add(thing)
        here.notes.append(["name", thing, kind, frames.variable(value, settings["box"])])


def call_thing(thing: str, kind: str, name: str) -> None:
    """Tell once how the program calls a thing."""
    if thing not in named:
        named.add(thing)
        here.notes.append(["name", thing, kind, name])


def now() -> float:
    """The virtual time, in seconds since the run began."""
    return here.now


def _ask(message: list[Any]) -> str:
    """Send what there is to say, and wait for the answer. Empty when nobody answers any more."""
    if here.line is None or here.busy:
        return ""
    here.busy = True
    try:
        notes, here.notes = here.notes, []
        if here.last is not None:
            look, here.last = here.last, None
            notes.append(["value", _short(look)])
        here.number += 1
        here.line.send(_encode([here.number, notes, message]).encode())
        while True:
            if not (answer := here.line.recv(64)):
                _stay_until_the_end()
            number, moment, word = answer.decode().split(" ")
            if int(number) == here.number:  # not the answer to a question that an exception has cut off
                here.now = float(moment)
                return word
    except (OSError, ValueError):
        here.line = None
        return ""
    finally:
        here.busy = False


def _stay_until_the_end() -> NoReturn:
    """The run is over, and whoever is left is looked at, and then ended."""
    while True:
        select.select([], [], [], 1000.0)


def _tell(message: list[Any]) -> None:
    """Say something that needs no answer."""
    if here.line is not None:
        with suppress(OSError):
            here.line.send(_encode([here.number, [], message]).encode())


def _short(look: Any) -> str:
    try:
        return repr(look())[:40]
    except Exception:
        return ""

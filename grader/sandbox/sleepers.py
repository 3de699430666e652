"""One look at all threads of a family: whether somebody moves, and in which system call each of the others sleeps.

Everything is read from `/proc` by somebody outside, so no thread takes part in it or is held up.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grader.sandbox.blocking import Call, call_from

_GONE = frozenset("ZX")


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A thread that does not run: it sleeps in a system call, or a signal has stopped its process. Host ids."""

    process: int
    task: int
    thread: int
    """Its id as the program sees it."""
    switches: int
    """How often it gave the processor up so far: the same number again means that it has not run in between."""
    call: Call
    stopped: bool = False


class MovesError(Exception):
    """A thread moves, so the family does."""

    def __init__(self, process: int) -> None:
        self.process = process
        super().__init__(f"process {process} moves")


def look_at(hosts: Iterable[int], stopped: Collection[int] = ()) -> tuple[Sleeper, ...]:
    """All threads of these processes. Raises MovesError at the first that runs, or may be about to.

    `stopped` are tasks that a signal has stopped and the recorder keeps so, which look like traced ones.
    """
    return tuple(sleeper for host in hosts for sleeper in _threads_of(host, stopped))


def _threads_of(host: int, stopped: Collection[int]) -> Iterable[Sleeper]:
    try:
        tasks = os.listdir(f"/proc/{host}/task")
    except OSError:
        raise MovesError(host) from None  # it has just ended
    for name in sorted(tasks, key=int):
        sleeper = _sleeper(host, int(name), stopped)
        if sleeper is not None:
            yield sleeper


def _sleeper(host: int, task: int, stopped: Collection[int]) -> Sleeper | None:
    """One thread; None if it has ended and only its process lives on."""
    path = f"/proc/{host}/task/{task}/"
    status = fields(read(path + "status"))
    state = status.get("State", "?")[:1]
    if state in _GONE:
        return None
    is_stopped = state == "T" or (state == "t" and task in stopped)
    if (state != "S" and not is_stopped) or _has_a_signal(status):
        raise MovesError(host)
    call = None if is_stopped else _call(path)
    if call is None and not is_stopped:
        raise MovesError(host)
    switches = int(status["voluntary_ctxt_switches"]) + int(status["nonvoluntary_ctxt_switches"])
    thread = int(status.get("NSpid", str(task)).split()[-1])
    return Sleeper(host, task, thread, switches, call or Call("stopped"), is_stopped)


def _call(path: str) -> Call | None:
    line = read(path + "syscall")
    call = call_from(line)
    if call is not None and call.name == "restart_syscall":
        call = call_from(line, read(path + "wchan"))
    return call


def fields(text: str) -> dict[str, str]:
    """The lines `name: rest` of a file such as `/proc/PID/status`."""
    return {name: rest.strip() for name, _, rest in (line.partition(":") for line in text.splitlines())}


def _has_a_signal(status: dict[str, str]) -> bool:
    """Whether a signal waits that the thread does not block: then it is about to move."""
    waiting = int(status.get("SigPnd", "0"), 16) | int(status.get("ShdPnd", "0"), 16)
    return bool(waiting & ~int(status.get("SigBlk", "0"), 16))


def read(path: str) -> str:
    """A file of `/proc` as text; empty when it cannot be read or its process has gone."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    pieces = []
    try:
        while piece := os.read(file, 1 << 16):
            pieces.append(piece)
    except OSError:
        return ""
    finally:
        os.close(file)
    return b"".join(pieces).decode("utf-8", "backslashreplace")

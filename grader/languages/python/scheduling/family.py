"""The family of processes as the kernel's process table shows it, for what the conductor is not told: proc(5)."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Collection
from contextlib import suppress

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_SERVICES = (b"multiprocessing.resource_tracker", b"multiprocessing.forkserver")
_ENDING_SECONDS = 2.0
_SERVICE_SECONDS = 0.5
NOBODY, SERVICES, ANYBODY = range(3)


def become_reaper() -> None:
    """Become the parent of every orphan of the family."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def state(pid: int) -> str:
    """One letter; `X` when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return chr(file.read().rpartition(b")")[2].split()[0][0])
    except (OSError, IndexError):
        return "X"


def lives(pid: int) -> bool:
    """Whether it has not ended."""
    return state(pid) not in "ZX"


def wait_for_end(pid: int, seconds: float) -> bool:
    """Wait until a process that is about to end is a zombie; False when it lives on."""
    deadline = time.monotonic() + seconds
    while lives(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.0001)
    return True


def sleeping_since(pid: int, thread: int) -> int | None:
    """How often a thread has gone to sleep so far, if it sleeps now; else None."""
    try:
        with open(f"/proc/{pid}/task/{thread}/status", "rb") as file:
            facts = dict(line.split(b":\t", 1) for line in file.read().splitlines() if b":\t" in line)
    except OSError:
        return None
    return int(facts[b"voluntary_ctxt_switches"]) if facts[b"State"].startswith(b"S") else None


def descendants(pid: int) -> list[int]:
    """Everyone below this process."""
    found, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        with suppress(OSError):
            for thread in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{thread}/children", "rb") as file:
                    children = [int(child) for child in file.read().split()]
                found += children
                waiting += children
    return found


def others(threads: Collection[tuple[int, int]], root: int) -> int:
    """Who lives below this process beside these threads: nobody, only services of the library, or anybody else."""
    found = NOBODY
    for pid in descendants(root):
        with suppress(OSError):
            if lives(pid) and any((pid, int(thread)) not in threads for thread in os.listdir(f"/proc/{pid}/task")):
                found = max(found, SERVICES if _is_service(pid) else ANYBODY)
    return found


def reap_services(members: Collection[int], root: int) -> None:
    """Let the library's own services end, which they do when nobody needs them any more, and reap them."""
    deadline = time.monotonic() + _SERVICE_SECONDS
    while time.monotonic() < deadline:
        strangers = [pid for pid in descendants(root) if pid not in members]
        for pid in strangers:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        if not any(_is_service(pid) or not lives(pid) for pid in strangers):
            return
        time.sleep(0.001)


def _is_service(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            command = file.read()
    except OSError:
        return True
    return not command or any(service in command for service in _SERVICES)  # what is about to end has none any more


def end_descendants(root: int) -> None:
    """Kill and reap everyone below this process, which has to be their reaper."""
    deadline = time.monotonic() + _ENDING_SECONDS
    while time.monotonic() < deadline:
        for pid in descendants(root):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.0005)

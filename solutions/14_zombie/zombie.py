"""One zombie on purpose, and many children without one: the reference solution."""

from __future__ import annotations

import os
import time
from threading import Thread

from workshop import work


def make_zombie(seconds: float) -> None:
    """Let one child of the caller be a zombie for that many seconds, then reap it."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # waits until it has ended, and leaves it unreaped
    time.sleep(seconds)
    os.waitpid(pid, 0)


def start_child(number: int) -> int:
    """Start child number i; gives its pid."""
    pid = os.fork()
    if pid == 0:
        # Whatever happens, the child must not leave this branch: it would go on with the parent's program.
        try:
            work(number)
            os._exit(10 + number)
        except BaseException:
            os._exit(1)
    return pid


def reap(n: int, codes: dict[int, int]) -> None:
    """Wait n times for whichever child ends next."""
    for _ in range(n):
        pid, status = os.waitpid(-1, 0)
        codes[pid] = os.waitstatus_to_exitcode(status)


def reap_all(n: int) -> dict[int, int]:
    """Start n children, work while they run, and reap each of them as soon as it has ended."""
    codes: dict[int, int] = {}
    for number in range(n):
        start_child(number)
    # The thread comes after the forks: a forked process has only the thread that called fork, but all the locks.
    reaper = Thread(target=reap, args=(n, codes))
    reaper.start()
    try:
        work("parent")
    finally:
        reaper.join()
    return codes

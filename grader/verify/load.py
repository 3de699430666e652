"""Busy processes beside a grading, for showing that a right solution does not depend on a fast machine.

They are not niced, do nothing but compute, and end with the block; if this process dies, they notice and end too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

PER_CORE = 2
BUSY = """
import os, sys
while os.getppid() == int(sys.argv[1]):
    for _ in range(1_000_000):
        pass
"""


def number_under_load() -> int:
    """How many busy processes make a load: twice as many as there are cores."""
    return PER_CORE * (os.cpu_count() or 1)


@contextmanager
def busy_processes(number: int) -> Iterator[tuple[int, ...]]:
    """Keep so many processes busy during the block, and give their pids."""
    with ExitStack() as stack:
        started = [stack.enter_context(_busy()) for _ in range(number)]
        yield tuple(process.pid for process in started)


@contextmanager
def _busy() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-S", "-c", BUSY, str(os.getpid())]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, cwd="/") as process:
        try:
            yield process
        finally:
            process.kill()

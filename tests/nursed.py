"""A grader below a nurse: a process that adopts every orphan and ends when it has no descendant left.

It ends with the grader's own status. So "nothing is left" is an event to wait for, and nothing can hide by losing its
parent.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from grader.sandbox import cgroups

NURSE = """
import ctypes, os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
grader = os.fork()
if grader == 0:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()
    os.execv(sys.argv[1], sys.argv[1:])
status = 0
while True:
    try:
        pid, ended = os.wait()
    except ChildProcessError:
        break
    status = ended if pid == grader else status
code = os.waitstatus_to_exitcode(status)
os._exit(code if code >= 0 else 128 - code)
"""
PATIENCE_SECONDS = 20
ROOT = Path(__file__).parents[1]


class Nursed:
    """A grader with these words on its command line, in a folder, below its nurse."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        self.nurse = subprocess.Popen(
            [sys.executable, "-c", NURSE, sys.executable, "-m", "grader", *words],
            cwd=folder,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(self.temporary), "GRADER_COURSE": str(ROOT)},
        )
        self.family = psutil.Process(self.nurse.pid)
        self._launchers: set[int] = set()

    def wait_until(self, happened: Callable[[], bool]) -> None:
        """Wait while the grader goes on; it fails if that ends, or takes too long."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            assert self.nurse.poll() is None, self.output()
            assert time.monotonic() < end, self.output()
            time.sleep(0.005)

    def descendants(self) -> list[psutil.Process]:
        return self.family.children(recursive=True)

    def sleepers(self) -> list[psutil.Process]:
        """Processes below a keeper: the warden, main and main's children."""
        return [each for each in self.descendants() if _is_forked_from_a_launcher(each) and _alive(each)]

    def launchers(self) -> list[psutil.Process]:
        """Those who are, or were forked from, a launcher."""
        return [each for each in self.descendants() if _is_forked_from_a_launcher(each)]

    def tell(self, number: int) -> tuple[float, int]:
        """Signal the grader; the seconds until nothing was left of it, and its exit status."""
        self._launchers.update(each.pid for each in self.launchers())
        children = self.family.children()
        assert children, f"it ended before it was told to: {self.output()}"
        grader = min(children, key=psutil.Process.create_time)
        began = time.monotonic()
        grader.send_signal(number)
        status = self.nurse.wait(PATIENCE_SECONDS)
        return time.monotonic() - began, status

    def left_on_disk(self) -> list[str]:
        """Groups and folders of its launchers; another pid namespace may count the same pids at the same time."""
        ours = Path("/proc/self/ns/pid").stat().st_ino
        runs = tuple(f"{ours}-{pid}-" for pid in self._launchers)
        groups = [name for name in cgroups.names() if name.startswith(runs)]
        return groups + [path.name for path in self.temporary.glob("grader-run-*")]

    def output(self) -> str:
        """All that it has said."""
        return os.pread(self._said.fileno(), 1 << 20, 0).decode()

    def close(self) -> None:
        """End whatever is left of it."""
        if self.nurse.poll() is None:
            for each in [*self.descendants(), self.family]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            self.nurse.wait(PATIENCE_SECONDS)
        self._said.close()


def _is_forked_from_a_launcher(process: psutil.Process) -> bool:
    try:
        return any("launcher.py" in word for word in process.cmdline())
    except psutil.Error:
        return False


def _alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False

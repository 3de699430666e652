"""A grader that is interrupted, ended or killed takes everything with it that it ever started.

The grader runs below a nurse: a process that adopts every orphan and ends, with the grader's own status, when it has no
descendant left. So "nothing is left" is an event to wait for, and nothing can hide by losing its parent.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from ahead import Ahead, chosen
from busy import slowness
from jobs import LEVELS, WORKING

from grader.model import Level

if not sys.platform.startswith("linux"):
    pytest.skip("adopting orphans needs Linux", allow_module_level=True)

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
CHILDREN = 12
SUBMISSION = f"""
import os, signal, time

def run_queue(**_):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in range({CHILDREN}):
        if os.fork() == 0:
            if child % 2:
                os.setsid()
            if child % 3 == 0 and os.fork():
                os._exit(0)
            time.sleep(600)
    time.sleep(600)
"""
MORE_SIGNALS = [(signal.SIGTERM, 143), (signal.SIGKILL, 137)]
"""And with which status the grader ends; the quick round takes Ctrl-C alone."""
WITHIN_SECONDS = 0.5
each_level = pytest.mark.parametrize("level", LEVELS)
PATIENCE_SECONDS = 20
ROOT = Path(__file__).parents[1]


class Nursed:
    """A grader in the middle of a check, below its nurse."""

    def __init__(self, folder: Path, level: Level, *options: str) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        (folder / "queue_communication.py").write_text(SUBMISSION)
        asked = [] if "--all" in options else ["05"]
        command = [sys.executable, "-m", "grader", "check", *asked, "--level", str(level.value), *options]
        environment = {**os.environ, "TMPDIR": str(self.temporary), "GRADER_COURSE": str(ROOT)}
        self.nurse = subprocess.Popen(
            [sys.executable, "-c", NURSE, *command],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        self.family = psutil.Process(self.nurse.pid)
        self._wait_for_the_students_processes()
        self.grader = min(self.family.children(), key=psutil.Process.create_time)
        self.launchers = [each.pid for each in self.descendants() if _is_forked_from_a_launcher(each)]

    def _wait_for_the_students_processes(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self.sleepers()) <= CHILDREN:
            assert self.nurse.poll() is None, self.output()
            assert time.monotonic() < end, self.output()
            time.sleep(0.005)

    def descendants(self) -> list[psutil.Process]:
        return self.family.children(recursive=True)

    def sleepers(self) -> list[psutil.Process]:
        """Processes below a keeper: the warden, main and main's children."""
        forked = [each for each in self.descendants() if _is_forked_from_a_launcher(each)]
        return [each for each in forked if _alive(each)]

    def tell(self, number: int) -> tuple[float, int]:
        """Signal the grader; the seconds until nothing was left of it, and its exit status."""
        began = time.monotonic()
        self.grader.send_signal(number)
        status = self.nurse.wait(PATIENCE_SECONDS)
        return time.monotonic() - began, status

    def left_on_disk(self) -> list[str]:
        """Groups and folders of its launchers; another pid namespace may count the same pids at the same time."""
        names = {name for _, folders, _ in os.walk("/sys/fs/cgroup") for name in folders}
        ours = Path("/proc/self/ns/pid").stat().st_ino
        groups = [name for name in names for pid in self.launchers if name.startswith(f"grader-{ours}-{pid}-")]
        return groups + [path.name for path in self.temporary.glob("grader-run-*")]

    def output(self) -> str:
        self.close()
        assert self.nurse.stdout is not None
        return self.nurse.stdout.read().decode()

    def close(self) -> None:
        if self.nurse.poll() is None:
            for each in [*self.descendants(), self.family]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            self.nurse.wait(PATIENCE_SECONDS)


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


@pytest.fixture
def nursed(tmp_path):
    started = []

    def start(level: Level, *options: str) -> Nursed:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Nursed(folder, level, *options))
        return started[-1]

    yield start
    for each in started:
        each.close()
        each.nurse.stdout.close()


def assert_all_ends_in_time(nursed, number, status, level, *options):
    """In time at least once in three tries: a machine with other things to do may be late, a mistake always is.

    Nothing may be left on disk, late or not.
    """
    late = []
    for _ in range(3):
        grader = nursed(level, *options)
        seconds, code = grader.tell(number)
        assert code == status, grader.output()
        assert grader.left_on_disk() == []
        if seconds < WITHIN_SECONDS or seconds < WITHIN_SECONDS * slowness():
            return
        late.append(seconds)
    pytest.fail(f"everything was gone only after {late} s")


@each_level
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), *(pytest.param(*each, marks=pytest.mark.slow) for each in MORE_SIGNALS)],
)
def test_a_signal_ends_the_grader_and_all_that_it_started_and_leaves_nothing_on_disk(nursed, level, number, status):
    assert_all_ends_in_time(nursed, number, status, level)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), *MORE_SIGNALS])
def test_workers_that_share_a_check_end_with_it(nursed, number, status):
    assert_all_ends_in_time(nursed, number, status, WORKING[0], "-n", "2")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), *MORE_SIGNALS])
def test_a_runner_that_is_kept_for_all_exercises_ends_with_them(nursed, number, status):
    assert_all_ends_in_time(nursed, number, status, WORKING[0], "--all", "-n", "1")


@pytest.fixture(scope="module")
def outlived(request, tmp_path_factory):
    """Who has gone and who is alive, at each level, after the launcher was killed: after some seconds, all at once."""

    def kill(level):
        grader = Nursed(tmp_path_factory.mktemp("killed"), level)
        with contextlib.closing(grader), grader.nurse.stdout:
            launcher = psutil.Process(grader.launchers[0])
            others = [each for each in grader.sleepers() if each.pid != launcher.pid]
            launcher.kill()
            return psutil.wait_procs(others, timeout=PATIENCE_SECONDS)

    tmp_path_factory.getbasetemp()  # once, before there are threads
    with Ahead(kill, chosen(request, "level"), at_once=len(WORKING)) as outlived:
        yield outlived


@pytest.mark.slow
@pytest.mark.parametrize("level", WORKING, ids=lambda level: level.label)
def test_a_killed_launcher_takes_its_runs_along(outlived, level):
    gone, alive = outlived(level)
    assert gone
    assert not alive

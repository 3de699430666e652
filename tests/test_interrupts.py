"""A grader that is interrupted, ended or killed takes everything with it that it ever started."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path

import psutil
import pytest
from ahead import Ahead, chosen
from busy import slowness
from jobs import LEVELS, WORKING
from nursed import PATIENCE_SECONDS, Nursed

from grader.model import Level

if not sys.platform.startswith("linux"):
    pytest.skip("adopting orphans needs Linux", allow_module_level=True)

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


class Checking(Nursed):
    """A grader in the middle of a check of a program that starts children and waits."""

    def __init__(self, folder: Path, level: Level, *options: str) -> None:
        (folder / "queue_communication.py").write_text(SUBMISSION)
        asked = [] if "--all" in options else ["05"]
        super().__init__(folder, "check", *asked, "--level", str(level.value), *options)
        self.wait_until(lambda: len(self.sleepers()) > CHILDREN)


@pytest.fixture
def nursed(tmp_path):
    started = []

    def start(level: Level, *options: str) -> Checking:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Checking(folder, level, *options))
        return started[-1]

    yield start
    for each in started:
        each.close()


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
        grader = Checking(tmp_path_factory.mktemp("killed"), level)
        with contextlib.closing(grader):
            launcher = grader.launchers()[0]
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

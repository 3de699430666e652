"""A batch that is interrupted in any way, and goes on: nothing is lost, nothing is made twice, and nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import psutil
import pytest
from a_class import write_class
from courses import HIDDEN, a_sound_course

from grader.course import find_course
from grader.gradebook import Gradebook

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60
KILLS = int(os.environ.get("GRADER_KILLS", "4"))
"""How often a batch is killed; with 50 it takes some minutes."""
QUICK = '"""Counting."""\n\n\ndef test_0(student):\n    """It can be loaded."""\n'
SLOW = '"""Counting."""\n\n\ndef test_0(student):\n    """It ends."""\n    import time\n    time.sleep(600)\n'


class Batch:
    """A `grader batch` of a class, and its gradebook."""

    def __init__(self, folder: Path, class_: Path, course: Path, *words: str) -> None:
        self.book = folder / "gradebook.db"
        self.log = folder / "log.txt"
        self.command = [sys.executable, "-m", "grader", "batch", str(class_), "--gradebook", str(self.book)]
        self.command += ["--course", str(course), "-j", "2", *words]

    def start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self.log.open("wb") as log:
            return subprocess.Popen(self.command, stdout=log, stderr=log, env=environment, start_new_session=True)

    def finish(self) -> int:
        """Run it to its end."""
        return self.start().wait(PATIENCE_SECONDS)

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def grades(self) -> dict[str, tuple[object, ...]]:
        """What is in the gradebook, but for the times; every row there is."""
        with Gradebook(self.book) as book:
            rows = book._all("SELECT * FROM grades ORDER BY student, exercise")
            assert len(rows) == len(book.entries())
            return {entry.student: (replace(entry, seconds=0.0, graded_at=""),) for entry in book.entries()}


def family_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def assert_all_gone(processes: list[psutil.Process]) -> None:
    assert psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)[1] == []


@pytest.fixture
def quick(tmp_path):
    """A course whose only check runs nothing, and a class of 24."""
    a_sound_course(tmp_path)
    (tmp_path / HIDDEN).write_text(QUICK)
    course = find_course(tmp_path)
    write_class(tmp_path / "class", course, course.exercises, number=24, seed=7)
    return tmp_path


def a_batch(folder: Path, name: str, *words: str, class_: str = "class", course: Path | None = None) -> Batch:
    (folder / name).mkdir()
    return Batch(folder / name, folder / class_, course or folder, *words)


def killed_again_and_again(batch: Batch, seconds: float, moments: int, random: Random) -> int:
    """Kill a batch at random moments, then let it finish; the number of times that it was caught alive."""
    caught = 0
    for _ in range(moments):
        process = batch.start()
        try:
            process.wait(random.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            family = family_of(process)
            process.kill()
            process.wait()
            assert_all_gone(family)
            caught += 1
    assert batch.finish() == 0, batch.said()
    return caught


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_batch_killed_at_random_moments_comes_to_the_same(quick):
    undisturbed, disturbed = a_batch(quick, "a"), a_batch(quick, "b")
    began = time.monotonic()
    assert undisturbed.finish() == 0, undisturbed.said()
    seconds = time.monotonic() - began
    assert killed_again_and_again(disturbed, seconds, KILLS, Random(3)) > 0
    assert disturbed.grades() == undisturbed.grades()
    assert len(disturbed.grades()) == 24


def waiting(folder: Path) -> tuple[Batch, subprocess.Popen[bytes]]:
    """A batch whose programs are all right, and whose suite takes ten minutes; it has begun to grade."""
    (folder / HIDDEN).write_text(SLOW)
    for name in ("ada", "bob", "cyd"):
        (folder / "all" / name).mkdir(parents=True)
        (folder / "all" / name / "counting.py").write_text("")
    batch = a_batch(folder, "a", class_="all")
    process = batch.start()
    until(lambda: sum(map(has_runner, family_of(process))) == 2)
    return batch, process


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def has_runner(process: psutil.Process) -> bool:
    """Whether it is a worker that has forked a runner, beside the launcher."""
    try:
        ours = "grader.batch.worker" in process.cmdline()
        return ours and any("grader.batch.worker" in child.cmdline() for child in process.children())
    except psutil.Error:
        return False


@pytest.mark.slow
@pytest.mark.parametrize(
    ("numbers", "status"),
    [([signal.SIGINT, signal.SIGINT], 130), ([signal.SIGTERM], 143), ([signal.SIGKILL], -9)],
    ids=["SIGINT twice", "SIGTERM", "SIGKILL"],
)
def test_what_is_stopped_at_once_leaves_nothing(quick, numbers, status):
    batch, process = waiting(quick)
    family = family_of(process)
    process.send_signal(numbers[0])
    for number in numbers[1:]:
        until(lambda: " of 3 graded" in batch.said())  # it has heard the first one
        process.send_signal(number)
    assert process.wait(PATIENCE_SECONDS) == status, batch.said()
    assert_all_gone(family)
    if status == 130:
        assert "to go on, give the same command again" in batch.said()


@pytest.mark.slow
def test_an_interrupt_lets_what_runs_finish_and_says_how_to_go_on(quick):
    batch = a_batch(quick, "a")
    process = batch.start()
    until(lambda: batch.book.exists() and stored(batch) > 0)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_SECONDS) == 130, batch.said()
    assert "to go on, give the same command again" in batch.said()
    graded = batch.grades()
    assert 0 < len(graded) < 24
    assert batch.finish() == 0
    assert batch.grades().items() >= graded.items()
    assert len(batch.grades()) == 24


def stored(batch: Batch) -> int:
    try:
        return len(batch.grades())
    except Exception:
        return 0


def test_a_class_is_the_same_for_the_same_seed(tmp_path):
    course = find_course(ROOT)
    one, same, other = (
        write_class(tmp_path / name, course, course.exercises[:2], number=5, seed=seed)
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert one == same != other
    assert len({program.source for programs in one.values() for program in programs if program.source}) == 10

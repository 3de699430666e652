"""A class on a Dask cluster of one scheduler and two workers on loopback: the same grades, even if a worker is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from a_class import write_class
from courses import a_sound_course
from grades import grader

from grader.course import find_course
from grader.gradebook import Gradebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("distributed"), reason="the extra [cluster] is not installed"),
]

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60


class Cluster:
    """A scheduler and its workers, processes of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes = [
            self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self.file))
        ]
        words = ("--scheduler-file", str(self.file), "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        self.processes += [self.start("worker", *words) for _ in range(2)]  # they wait for the file by themselves
        until(self.file.exists)

    def start(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *words, "--no-dashboard"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
        with (self.folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)

    @property
    def address(self) -> str:
        import json

        return str(json.loads(self.file.read_text())["address"])

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path):
    (tmp_path / "dask").mkdir()
    with contextlib.closing(Cluster(tmp_path / "dask")) as started:
        yield started


@pytest.fixture
def class_(tmp_path, monkeypatch):
    monkeypatch.chdir(a_sound_course(tmp_path))
    course = find_course(tmp_path)
    write_class(tmp_path / "class", course, course.exercises, number=12, seed=5)
    return tmp_path


def until(happened):
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def grades(path):
    """Verdict and points of each check of everybody."""
    with Gradebook(path) as book:
        all_grades = {entry.student: book.grade(entry.student, entry.key.exercise) for entry in book.entries()}
    return {
        student: (grade.seed, grade.submission, grade.problem, [(check.name, check.verdict) for check in grade.checks])
        for student, grade in all_grades.items()
    }


def stored(path):
    if not path.exists():
        return 0
    with Gradebook(path) as book:
        return len(book.entries())


def test_a_worker_that_is_killed_half_way_costs_nobody_a_grade(class_, cluster):
    words = ["batch", "class", "--gradebook"]
    command = [sys.executable, "-m", "grader", *words, "far.db", "--dask", cluster.address]
    with (class_ / "log.txt").open("wb") as log:
        batch = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log)
    until(lambda: batch.poll() is not None or stored(class_ / "far.db") >= 4)
    cluster.processes[1].send_signal(signal.SIGKILL)
    assert batch.wait(PATIENCE_SECONDS) == 0, (class_ / "log.txt").read_text()
    assert grader(*words, "near.db") == 0
    assert len(grades(class_ / "far.db")) == 12
    assert grades(class_ / "far.db") == grades(class_ / "near.db")


def test_a_scheduler_that_is_lost_ends_the_batch_and_keeps_what_is_done(class_, cluster, capsys):
    command = [sys.executable, "-m", "grader", "batch", "class", "--dask", cluster.address]
    with (class_ / "log.txt").open("wb") as log:
        batch = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log)
    until(lambda: batch.poll() is not None or stored(class_ / "gradebook.db") >= 2)
    cluster.processes[0].send_signal(signal.SIGKILL)
    assert batch.wait(PATIENCE_SECONDS) == 3, (class_ / "log.txt").read_text()
    assert "cannot be reached any more" in (class_ / "log.txt").read_text()
    assert grader("batch", "class") == 0
    assert len(grades(class_ / "gradebook.db")) == 12


def test_an_address_without_a_scheduler_is_told_in_one_line(class_, capsys, monkeypatch):
    monkeypatch.setattr("grader.batch.cluster.CONNECT_SECONDS", 0.5)
    assert grader("batch", "class", "--dask", "tcp://127.0.0.1:1") == 2
    assert "there is no scheduler at tcp://127.0.0.1:1" in capsys.readouterr().err

"""What a batch costs: for each grade beside the student's program, in memory, and what a second worker gives.

GRADER_REPLAYS and GRADER_CLASS say how large the classes are: 5,000 and 200 unless told, which take minutes.
GRADER_EXERCISE says what the class has handed in: 01 unless told.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from pairs import ROOT, told

from grader.batch import worker
from grader.batch.handins import find_hand_ins
from grader.batch.planning import Settings, plan, prepared
from grader.batch.running import Crew, Run
from grader.batch.workers import WorkerProcesses
from grader.course import read_course
from grader.gradebook import Gradebook
from grader.grading import grade
from grader.submission import Submission, read_submission

sys.path.insert(0, str(ROOT / "tests"))
from a_class import write_class

REPLAYS = int(os.environ.get("GRADER_REPLAYS", "5000"))
CLASS = int(os.environ.get("GRADER_CLASS", "200"))
COURSE = read_course(ROOT / "exercises")
SEED = 20261121
UNSTABLE_WITHIN = 15
STEADY = 50
"""From this many submissions on it is grading that takes the time, and not that a second worker has to start."""
pytestmark = pytest.mark.timeout(3600)


@dataclass
class Spent:
    """What a batch has taken."""

    wall: float
    cpu: float
    """Of everybody: this process, the workers, and all that they started."""


def graded(settings, hand_ins, path, number, on_progress=lambda _progress: None):
    """Grade a class with so many workers, and give what it took."""
    began, cpu = time.monotonic(), cpu_seconds()
    with Gradebook(path, create=True) as book:
        jobs = plan(hand_ins, settings, book).jobs
        with WorkerProcesses(number) as executor:
            crew = Crew(executor=executor, carry_out=worker.carry_out, width=lambda: 2 * number)
            watch = on_progress(executor) if on_progress.__name__ == "watching" else on_progress
            progress = Run(settings=settings, crew=crew, book=book, on_progress=watch).carry_out(jobs)
    assert progress.done == len(jobs)
    assert progress.unknown == 0
    return Spent(time.monotonic() - began, cpu_seconds() - cpu)


def cpu_seconds():
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def test_the_harness_itself(tmp_path, capsys):
    exercise = COURSE.exercises[0]
    reference = read_submission([COURSE.reference(exercise)], exercise)
    recorded = grade(exercise, reference, seed=1)
    source = reference.files[f"{exercise.slug}.py"]
    (tmp_path / "class").mkdir()
    for number in range(REPLAYS):
        (tmp_path / "class" / f"s{number:05}.py").write_bytes(source + b"\n# %d\n" % number)
    settings = Settings(exercises=(exercise,), recorded=lambda _student, _exercise: recorded)
    sizes = []

    def watching(executor):
        def show(progress):
            if progress.done and progress.done % 100 == 0 and (not sizes or sizes[-1][0] != progress.done):
                workers = sum(psutil.Process(pid).memory_info().rss for pid in executor.pids) / len(executor.pids)
                sizes.append((progress.done, psutil.Process().memory_info().rss / 2**20, workers / 2**20))

        return show

    hand_ins = find_hand_ins(tmp_path / "class").hand_ins
    spent = graded(settings, hand_ins, tmp_path / "gradebook.db", 2, watching)
    with Gradebook(tmp_path / "gradebook.db") as book:
        assert {entry.verdict for entry in book.entries()} == {"passed"}
        assert len(book.entries()) == REPLAYS
    warm = next(size for size in sizes if size[0] >= min(500, REPLAYS // 4))
    ours, theirs = sizes[-1][1] - warm[1], sizes[-1][2] - warm[2]
    told(capsys, f"{REPLAYS} replayed grades: {1000 * spent.cpu / REPLAYS:.0f} ms of CPU and "
         f"{1000 * spent.wall / REPLAYS:.0f} ms each with 2 workers (at most 200 ms of CPU)")  # fmt: skip
    told(capsys, f"memory from grade {warm[0]} to {sizes[-1][0]}: batch {ours:+.1f} MiB, a worker {theirs:+.1f} MiB "
         f"(at most 4), {sizes[-1][1]:.0f} and {sizes[-1][2]:.0f} MiB in all")  # fmt: skip
    assert spent.cpu / REPLAYS <= 0.2
    assert max(ours, theirs) <= 4


def test_a_class_with_one_worker_with_two_and_one_by_one(tmp_path, capsys):
    exercise = COURSE.exercise(os.environ.get("GRADER_EXERCISE", "01"))
    written = write_class(tmp_path / "class", COURSE, [exercise], number=CLASS, seed=SEED)
    hand_ins = find_hand_ins(tmp_path / "class").hand_ins
    settings = Settings(exercises=(exercise,), feedback=COURSE.feedback)
    two = graded(settings, hand_ins, tmp_path / "two.db", 2)
    one = graded(settings, hand_ins, tmp_path / "one.db", 1)
    student = student_cpu(tmp_path / "two.db")
    told(capsys, f"{CLASS} submissions of {exercise.name}: {two.wall:.0f} s with 2 workers, "
         f"{CLASS / two.wall:.2f} per second; {one.wall / two.wall:.2f} times as fast as 1 worker")  # fmt: skip
    told(capsys, f"CPU of the students' programs and their interpreter: {100 * student / two.cpu:.0f} % of "
         f"{two.cpu / CLASS:.2f} s each (the bar: 90 %)")  # fmt: skip
    tasks = tasks_of(hand_ins, settings, tmp_path)
    alone = {student: checked(task, settings) for student, task in tasks.items()}
    for name in ("one.db", "two.db"):
        differing = {who: what.what for who, (what,) in written.items() if verdicts(tmp_path / name, who) != alone[who]}
        told(capsys, f"{name}: {len(differing)} grades differ from those made one by one {differing or ''}")
        assert all(is_unstable(tasks[who], settings) for who in differing), "and it is not the program's own doing"
    assert CLASS < STEADY or one.wall / two.wall >= 1.3


def tasks_of(hand_ins, settings, tmp_path):
    """What there is to grade, by student; Moodle's names have a number behind them."""
    with Gradebook(tmp_path / "empty.db", create=True) as book:
        jobs = plan(hand_ins, settings, book).jobs
    return {job.hand_in.student.partition(" ")[0]: prepared(job, settings, with_suite=False)[1] for job in jobs}


def checked(task, settings):
    """The verdicts that `grader check` comes to, by check."""
    files = {name: b64decode(content) for name, content in task.files.items()}
    result = grade(task.exercise, Submission(files), seed=task.seed, feedback=settings.feedback)
    return [(check.name, check.verdict) for check in result.checks]


def is_unstable(task, settings):
    """Whether a program comes to different verdicts by itself: a race is lost on some days and won on others."""
    first = checked(task, settings)
    return any(checked(task, settings) != first for _ in range(UNSTABLE_WITHIN))


def verdicts(path: Path, student):
    with Gradebook(path) as book:
        (entry,) = [each for each in book.entries() if each.student.partition(" ")[0] == student]
        return [(check.name, check.verdict) for check in book.grade(entry.student, entry.key.exercise).checks]


def student_cpu(path):
    """What all programs have used, schedules that nobody kept included; loading each of them once is not."""
    with Gradebook(path) as book:
        return sum(
            check.cpu_seconds
            for entry in book.entries()
            for check in book.grade(entry.student, entry.key.exercise).checks
        )

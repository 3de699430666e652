"""What a schedule leaves behind is its own: its records of work, in the order in which they happened, and its files."""

from __future__ import annotations

from itertools import pairwise
from textwrap import dedent

import pytest

from grader.languages import PYTHON
from grader.sandbox import open_sandbox
from grader.schedules import Budget
from grader.suite.student import Assignment, Student, WorkPlan

LOGGING = """
    from multiprocessing import Lock, Process
    from workshop import work

    def write(lock, name):
        with {}:
            with open("log.txt", "a") as log:
                log.write(work(name))

    def solve(names):
        lock = Lock()
        processes = [Process(target=write, args=(lock, name)) for name in names]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return len(open("log.txt").read())
"""


@pytest.fixture(scope="module")
def explore():
    """Explore a program that works and writes a log; `guard` is what it holds meanwhile."""
    sandbox = open_sandbox()

    def explored(guard, **keywords):
        files = {"task.py": dedent(LOGGING.format(guard)).encode(), **PYTHON.supplied_files}
        student = Student(
            sandbox, Assignment(module="task", files=files), seed="1", budget=Budget(schedules=12, seconds=20)
        )
        return student.explore("solve", names=["a", "b"], start_method="fork", **keywords)

    yield explored
    sandbox.close()


def apart(run):
    """Whether no two pieces of work were under way at once."""
    return all(sooner.ended <= later.began for sooner, later in pairwise(run.work))


def test_each_schedule_has_its_own_log(explore):
    seen = set()
    runs = explore("lock", fetch=("log.txt",))
    runs.all_satisfy(lambda run: seen.add(run.evidence.files["log.txt"]) or run.value == 2)
    assert seen == {"AB", "BA"}


@pytest.mark.parametrize("seconds", [0, 0.5])
def test_work_under_a_lock_is_seen_one_after_the_other_however_long_it_takes(explore, seconds):
    explore("lock", work=WorkPlan(seconds=seconds)).all_satisfy(lambda run: run.value == 2 and apart(run))


def test_work_without_a_lock_is_seen_side_by_side(explore):
    with pytest.raises(AssertionError):
        explore("open('/dev/null')").all_satisfy(apart)

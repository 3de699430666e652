"""What a schedule leaves behind is its own: its records of work, in the order in which they happened, and its files."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise

import pytest
from students import a_student

from grader.languages import PYTHON
from grader.model import Ending
from grader.sandbox import ReplaySandbox, open_sandbox
from grader.suite.facts import UndecidedError
from grader.suite.student import WorkPlan

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


def explored(sandbox, guard, runs=None, **keywords):
    """Explore a program that works and writes a log; `guard` is what it holds meanwhile. `runs` gets those shown."""
    student = a_student(sandbox, LOGGING.format(guard), 12, beside=PYTHON.supplied_files)
    student.runs = [] if runs is None else runs
    return student.explore("solve", names=["a", "b"], start_method="fork", **keywords)


def apart(run):
    """Whether no two pieces of work were under way at once."""
    return all(sooner.ended <= later.began for sooner, later in pairwise(run.work))


def test_each_schedule_has_its_own_log(sandbox):
    seen = set()
    runs = explored(sandbox, "lock", fetch=("log.txt",))
    runs.all_satisfy(lambda run: seen.add(run.evidence.files["log.txt"]) or run.value == 2)
    assert seen == {"AB", "BA"}


@pytest.mark.parametrize(
    ("guard", "claim"),
    [
        ("lock", lambda run: run.value == 2),
        ("lock", lambda run: run.value == 3),
        ("open('/dev/null')", apart),
        ("nothing", lambda run: run.value == 2),
    ],
    ids=["holds", "fails", "fails by chance", "raises"],
)
def test_what_was_recorded_of_an_exploration_is_judged_again_alike(sandbox, guard, claim):
    runs, said = [], []
    for place in (sandbox, None):
        recorded = ReplaySandbox([run.evidence for run in runs])
        try:
            explored(place or recorded, guard, runs).all_satisfy(claim)
        except AssertionError as error:
            said.append(str(error))
    assert said[:1] == said[1:]
    assert len(runs) == 2


def test_a_share_cannot_be_judged_again_and_a_record_that_is_not_there_is_our_fault():
    with pytest.raises(UndecidedError, match="the record of one was kept"):
        explored(ReplaySandbox(), "lock").pass_rate(apart)
    runs = []
    explored(ReplaySandbox(), "lock", runs).all_satisfy(apart)
    assert runs[-1].evidence.ending is Ending.SANDBOX_FAILED


@pytest.mark.parametrize("seconds", [0, 0.5])
def test_work_under_a_lock_is_seen_one_after_the_other_however_long_it_takes(sandbox, seconds):
    explored(sandbox, "lock", work=WorkPlan(seconds=seconds)).all_satisfy(lambda run: run.value == 2 and apart(run))


def test_work_without_a_lock_is_seen_side_by_side(sandbox):
    with pytest.raises(AssertionError):
        explored(sandbox, "open('/dev/null')").all_satisfy(apart)


def test_a_claim_about_processes_is_worth_as_much_as_the_record_of_them(sandbox):
    runs = []
    explored(sandbox, "lock", runs).all_satisfy(lambda run: run.value == 2)
    explored(sandbox, "lock", runs).all_satisfy(lambda run: len(run.others) == 2)
    assert [run.rests_on_processes for run in runs] == [False, True]


@pytest.mark.slow
def test_a_process_that_may_have_been_missed_speaks_against_nobody():
    with closing(open_sandbox(polling=True)) as sandbox:
        explored(sandbox, "lock").all_satisfy(lambda run: len(run.others) == 3)
        with pytest.raises(AssertionError):
            explored(sandbox, "lock").all_satisfy(lambda run: run.value == 3)

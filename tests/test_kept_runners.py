"""Grades side by side: by runners that are kept from one grade to the next, whatever became of others."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import closing
from types import SimpleNamespace

import psutil
import pytest
from builders import a_run
from newcomers import alive, children
from suites import an_exercise, call

from grader.grading import grade
from grader.model import Verdict
from grader.side_by_side import KeptRunners, side_by_side
from grader.submission import Submission
from grader.suite.events import Started

HOLDS = 'def test_holds(student):\n    """It holds."""\n    assert student.call("double", n=3).value == 6'
TELLS = 'def test_tells(student):\n    """It tells its parent."""\n    import os\n    assert False, os.getppid()'
KILLS = 'def test_kills(student):\n    """It ends."""\n    import os, signal; os.kill(os.getpid(), signal.SIGKILL)'
LEAVES = 'def test_leaves(student):\n    """It ends."""\n    import os; print("so long", flush=True); os._exit(7)'
PRINTS = 'def test_prints(student):\n    """It holds."""\n    print("{}\\n{}")'
ENDLESS = 'def test_endless(student):\n    """It ends."""\n    while True: pass'
ANSWERED = {"test_holds": (a_run(value=6, call=call("double", n=3)),)}
RIGHT = Submission({"toy.py": b"def double(n):\n    return 2 * n\n"})
WRONG = Submission({"toy.py": b"def double(n):\n    return n\n"})


@pytest.fixture
def kept():
    with closing(KeptRunners()) as runners:
        yield runners


def graded(exercise, how, submission=RIGHT, **settings):
    return grade(exercise, submission, seed=1, **{"replay": {}, **how, **settings})


def seen_by(kept, folder, suite, **settings):
    return graded(an_exercise(folder, suite), {"start": kept.runner}, **settings).checks[0].seen


@pytest.mark.slow
def test_grades_are_those_of_a_fresh_runner(kept, tmp_path):
    toy = an_exercise(tmp_path, HOLDS)
    for submission, verdict in ((RIGHT, Verdict.PASSED), (WRONG, Verdict.FAILED), (RIGHT, Verdict.PASSED)):
        ours = graded(toy, {"start": kept.runner}, submission, replay=None)
        fresh = grade(toy, submission, seed=1)
        assert [check.verdict for check in ours.checks] == [check.verdict for check in fresh.checks] == [verdict]
        assert (ours.level, ours.checks[0].seen) == (fresh.level, fresh.checks[0].seen)


def test_grades_one_after_the_other_are_made_by_one_process(kept, tmp_path):
    first, second = (seen_by(kept, tmp_path, TELLS) for _ in range(2))
    assert first == second
    assert first.isdecimal()


@pytest.mark.parametrize(("suite", "told"), [(KILLS, "was ended by SIGKILL"), (LEAVES, "status 7: so long")])
def test_a_runner_that_ends_before_its_time_is_told_and_the_next_one_is_well(kept, tmp_path, suite, told):
    assert told in seen_by(kept, tmp_path / "a", suite)
    assert graded(an_exercise(tmp_path / "b", HOLDS), {"start": kept.runner}, replay=ANSWERED).passed


def test_one_whose_grade_was_left_is_ended_and_the_next_one_is_well(kept, tmp_path):
    def leave(event):
        if isinstance(event, Started):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        graded(an_exercise(tmp_path / "a", ENDLESS), {"start": kept.runner}, on_event=leave)
    assert graded(an_exercise(tmp_path / "b", HOLDS), {"start": kept.runner}, replay=ANSWERED).passed


def test_what_a_suite_prints_is_no_event(kept, tmp_path):
    assert graded(an_exercise(tmp_path, PRINTS), {"start": kept.runner}).passed


def test_one_that_has_died_meanwhile_is_replaced(kept, tmp_path):
    parent = int(seen_by(kept, tmp_path, TELLS))
    os.kill(parent, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(parent)], timeout=20)
    assert int(seen_by(kept, tmp_path, TELLS)) != parent


def test_no_process_is_left(kept, tmp_path):
    others = children()
    assert graded(an_exercise(tmp_path, HOLDS), {"start": kept.runner}, replay=None).passed
    ours = children() - others
    kept.close()
    assert ours
    assert alive(ours) == []


# ------------------------------------------------------------------------------------------- side by side


def test_as_many_are_under_way_as_were_asked_for():
    together = threading.Barrier(3)
    assert list(side_by_side(lambda _job, _how: together.wait(timeout=20) is None, range(3), 3)) == [False] * 3


@pytest.mark.parametrize(("in_order", "expected"), [(True, [1, 2]), (False, [2, 1])])
def test_results_come_as_they_come_or_in_the_order_of_the_jobs(in_order, expected):
    second_is_done, second_was_given = threading.Event(), threading.Event()

    def carry_out(job, _how):
        if job == 1:
            (second_is_done if in_order else second_was_given).wait(timeout=20)
        else:
            second_is_done.set()
        return job

    results = []
    for result in side_by_side(carry_out, [1, 2], 2, in_order=in_order):
        results.append(result)
        second_was_given.set()
    assert results == expected


def test_whoever_leaves_early_ends_what_is_under_way_and_nothing_is_left(tmp_path):
    others = children()
    toy = an_exercise(tmp_path, ENDLESS)
    begun = threading.Event()

    def carry_out(job, how):
        if job == "first":
            begun.wait(timeout=20)
            return job
        return graded(toy, how, replay=None, on_event=lambda event: begun.set() if isinstance(event, Started) else None)

    with closing(side_by_side(carry_out, ["first", "endless", "never begun"], 2)) as results:
        assert next(results) == "first"
        ours = children() - others
    assert ours
    assert alive(ours) == []


def test_runners_that_are_idle_leave_all_at_once():
    said = []
    leaving = SimpleNamespace(terminate=lambda: said.append("leave"))
    runners = KeptRunners()
    runners._idle = [SimpleNamespace(process=leaving, end=lambda: said.append("ended")) for _ in range(2)]
    runners.close()
    assert said == ["leave", "leave", "ended", "ended"]

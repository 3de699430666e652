"""Checks that are looked at side by side: nothing but the time they take tells that from one after another."""

from __future__ import annotations

import pytest
from _pytest.assertion import util
from builders import a_child, a_run, a_schedule
from suites import a_request, an_exercise, call, decided, told

from grader.model import Level, Limits, Return, Verdict
from grader.sandbox.door import Job
from grader.schedules import Budget
from grader.schedules.performing import performer
from grader.schedules.plans import Plan
from grader.suite import ahead
from grader.suite.events import Started
from grader.suite.student import Assignment, Student

MEETING = '''
import threading

MEETING = threading.Barrier(2, timeout=30)

def test_first(student: Student) -> None:
    """First."""
    MEETING.wait()

@after(test_first)
def test_last(student: Student) -> None:
    """Last."""
    assert MEETING.wait() is None, "they met"
'''
HALTED = '''
import threading

BEGUN = threading.Event()

def test_first(student: Student) -> None:
    """First."""
    assert BEGUN.wait(30)
    assert False, "it does not hold"

@after(test_first)
def test_last(student: Student) -> None:
    """Last."""
    BEGUN.set()
    student.call("f")
    threading.Event().wait()

def test_request(student: Student, request) -> None:
    """Request."""
    assert request.node.name == "test_request"

def test_skips(student: Student) -> None:
    """Skips."""
    import pytest
    pytest.skip("not today")
'''

IN_TURN = '''
import threading, time

FIRST, SECOND, RUNS = threading.Event(), threading.Event(), []

def wait_for_the_others():
    for thread in threading.enumerate():
        if thread.name == "ahead" and thread is not threading.current_thread():
            thread.join(30)

def test_first(student: Student) -> None:
    """First."""
    FIRST.set()
    RUNS.append("first")
    assert student._at_once == 3, "not at once"
    assert False, "it does not hold"

def test_second(student: Student) -> None:
    """Second."""
    SECOND.set()
    wait_for_the_others()
    assert RUNS == ["first"], str(RUNS)

@after(test_first)
def test_in_vain(student: Student) -> None:
    """In vain."""
    RUNS.append("in vain")

def test_last(student: Student) -> None:
    """Last."""
    assert FIRST.wait(30)
    until = time.monotonic() + 0.05
    while time.monotonic() < until:
        pass
    assert SECOND.wait(30)

def test_also_last(student: Student) -> None:
    """Also last."""
    assert FIRST.wait(30) and SECOND.wait(30)
'''


def side_by_side(folder, suite, **differs):
    """What the runner tells of a suite of which three checks are looked at at once."""
    return told(a_request(an_exercise(folder, suite), at_once=3, **{"replay": {}, **differs}))


def test_checks_are_under_way_at_the_same_time_also_one_that_builds_upon_another(tmp_path):
    checks = decided(side_by_side(tmp_path, MEETING))
    assert (checks["first"].verdict, checks["last"].seen) == (Verdict.PASSED, "they met")


def test_of_checks_that_turn_out_to_be_in_vain_nothing_is_told_and_nobody_waits_for_them(tmp_path):
    records = {"test_last": (a_run(call=call("f")),)}
    events = side_by_side(tmp_path, HALTED, replay=records)
    checks = decided(events)
    assert (checks["last"].verdict, checks["last"].seen) == (Verdict.SKIPPED, "is looked at once “First” holds")
    assert (checks["last"].evidence, checks["first"].seen) == ((), "it does not hold")
    assert [event.name for event in events if isinstance(event, Started)] == [f"test_{name}" for name in checks]


def test_a_check_that_asks_for_more_than_its_student_or_skips_itself_is_judged_as_ever(tmp_path):
    checks = decided(side_by_side(tmp_path, HALTED))
    assert checks["request"].verdict is Verdict.PASSED
    assert "not today" in checks["skips"].seen


@pytest.mark.slow
def test_a_check_that_takes_too_long_is_given_up_wherever_it_runs(tmp_path):
    endless = 'import threading\ndef test_{}(student):\n    """X."""\n    threading.Event().wait()'
    quick = 'def test_quick(student):\n    """Quick."""'
    suite = "\n\n".join([endless.format("x"), quick, endless.format("y")])
    checks = decided(side_by_side(tmp_path, suite, check_seconds=0.5))
    assert [checks[name].verdict for name in ("x", "quick", "y")] == [Verdict.UNKNOWN, Verdict.PASSED, Verdict.UNKNOWN]


def test_a_check_is_looked_at_once_and_not_at_all_if_it_is_known_to_be_in_vain(tmp_path):
    checks = decided(side_by_side(tmp_path, IN_TURN))
    assert checks["first"].seen == "it does not hold"
    assert [checks[name].verdict for name in ("second", "last", "also_last")] == [Verdict.PASSED] * 3


def test_a_check_has_taken_the_time_that_it_took_itself(tmp_path):
    assert decided(side_by_side(tmp_path, IN_TURN))["last"].seconds >= 0.05


def test_a_failed_comparison_is_explained_before_pytest_is_at_any_check(request, monkeypatch):
    monkeypatch.setattr(ahead, "_asks_for_its_student_only", lambda _item: True)
    monkeypatch.setattr(util, "_reprcompare", None)
    looking = ahead.Ahead(1, lambda _item: None, lambda _item: True)
    looking.begin([request.node])
    assert util._reprcompare is not None


# ---------------------------------------------------------------------------------------------- schedules


class Performed:
    """Stands for a sandbox that performs schedules, `most` of one run at most."""

    level, replays = Level.CONTAINED, False

    def __init__(self, most=99):
        self.most = most
        self.runs = []

    def run(self, job):
        seeds = [plan["seed"] for plan in job.request["schedules"]["plans"]]
        self.runs.append(seeds)
        done = list(enumerate(seeds[: self.most], start=3))
        returns = [Return(at=float(pid), value=seed, schedule=a_schedule(seed=seed, main=pid)) for pid, seed in done]
        return a_run(*(a_child(pid) for pid, _ in done), returns=tuple(returns))


def performed(number, at_once, **differs):
    """The seeds of each run that so many plans were shared out among, and what their records say."""
    run = Performed(**differs)
    perform = performer(run.run, Job(files={}, driver="python", request={}, limits=Limits()), Budget(), at_once=at_once)
    records = perform([Plan(seed=seed, strategy="walk") for seed in range(number)])
    return sorted(run.runs), [record.returns[0].value for record in records]


def test_plans_are_shared_out_among_runs_and_their_records_come_in_order():
    assert performed(5, 1) == ([[0, 1, 2, 3, 4]], [0, 1, 2, 3, 4])
    assert performed(5, 2) == ([[0, 1, 2], [3, 4]], [0, 1, 2, 3, 4])
    assert performed(1, 2) == ([[0]], [0])


def test_after_a_plan_for_which_there_was_no_time_no_record_counts_as_that_of_another():
    assert performed(6, 2, most=2) == ([[0, 1, 2], [3, 4, 5]], [0, 1])


@pytest.mark.parametrize(("keywords", "seeds"), [({}, [[0, 1], [2, 3]]), ({"only_orders": True}, [[0, 5], [6, 7]])])
def test_a_search_makes_as_many_runs_at_once_as_its_student_may(keywords, seeds):
    run = Performed()
    student = Student(run, Assignment(module="toy", files={}), seed="1", budget=Budget(schedules=4), at_once=2)
    student.explore("f", **keywords).all_satisfy(lambda run: run.value is not None)
    assert sorted(run.runs) == seeds

"""The parts of judging a check, each by itself: marks, events, verdicts, and who waits for whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import a_run

from grader.errors import SuiteError
from grader.model import Verdict
from grader.sandbox import ReplaySandbox
from grader.suite.events import from_line
from grader.suite.facts import PromiseError
from grader.suite.marks import marks_of, points, promise_of
from grader.suite.plugin import blocked_by
from grader.suite.run import Run
from grader.suite.student import Assignment, Student
from grader.suite.verdicts import judged


def test_a_check_that_waits_for_one_that_was_never_decided_is_unknown():
    assert blocked_by([]).verdict is Verdict.UNKNOWN


def test_all_that_was_run_for_a_check_is_counted():
    records = ReplaySandbox([a_run(cpu_seconds=0.5), a_run(cpu_seconds=0.25)])
    student = Student(records, Assignment(module="task", files={}), seed="1")
    student.call("f")
    with student.program("f"):
        pass
    assert student.cpu_seconds == 0.75


def test_an_exception_that_is_no_assertion_is_our_fault():
    assert judged(SystemExit(0), [], Path("test_x.py")).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("error", [AssertionError("assert 1 == 2"), PromiseError("only one process")])
def test_what_was_only_looked_at_speaks_against_nobody(error):
    assert judged(error, [], Path("test_x.py"), unsure=True).verdict is Verdict.UNKNOWN
    assert judged(error, [], Path("test_x.py")).verdict is Verdict.FAILED
    assert judged(None, [], Path("test_x.py"), unsure=True).verdict is Verdict.PASSED


@pytest.mark.parametrize(("fact", "rests"), [("value", False), ("work", False), ("others", True), ("most_alive", True)])
def test_a_run_knows_whether_its_processes_were_asked_for(fact, rests):
    run = Run(a_run(value=1))
    getattr(run, fact)
    assert run.rests_on_processes is rests


def test_a_huge_assertion_is_cut():
    judgement = judged(AssertionError("x" * 10**6 + "\nassert " + "y" * 10**6), [], Path("test_x.py"))
    assert len(judgement.seen) + len(judgement.detail) < 5000


def test_marks_say_what_a_test_is_worth():
    def test_x():
        """One
        promise.

        And more.
        """

    assert (marks_of(test_x).points, marks_of(points(0.5)(test_x)).points) == (1, 0.5)
    assert promise_of(test_x) == "One promise."


@pytest.mark.parametrize("line", [b"", b"rubbish", b"[]", b"{}", b'{"level": 9}', b'{"check": 1}', b'{"a": 1, "b": 2}'])
def test_what_is_no_event_is_refused(line):
    with pytest.raises(SuiteError, match="no event"):
        from_line(line)

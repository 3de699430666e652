"""01: one child does the work, its answer and its exit code come home, and it is reaped."""

from __future__ import annotations

from signal import SIGKILL, SIGTERM, SIGUSR1
from typing import Any

from grader.model import ProcessLife
from grader.suite import Run, Student, WorkPlan, after, hint, points, public


def only_child(run: Run) -> ProcessLife:
    """The one new process of the run; the check fails if there is none, or more than one."""
    run.assert_processes(1)
    return run.others[0]


def assert_worked_in_child(run: Run, n: int) -> None:
    """work(n) was called once, by a child, and its result came home."""
    answer = run.value_as(dict[str, Any])
    run.assert_worked_in_children()
    run.assert_worked([n])
    assert "value" in answer, 'the result has no key "value"'
    assert answer["value"] == n * n, "the value is not what work(n) returned in the child"


def assert_pids(run: Run) -> None:
    """The child was the caller's own, did the work, and the pids in the result are the real ones."""
    answer, child = run.value_as(dict[str, Any]), only_child(run)
    assert child in run.children, "the new process is not a child of the caller"
    assert [piece.pid for piece in run.work] == [child.pid], "the work was not done by the new process"
    assert answer.get("child_pid") == child.pid, 'the number under "child_pid" is not the pid of the child'
    assert answer.get("parent_pid") == run.evidence.main, 'the number under "parent_pid" is not the pid of the caller'


def assert_ended_as_recorded(run: Run, code: int) -> None:
    """The child ended as it should, and the number returned is the one that the system recorded."""
    value, child = run.value_as(int), only_child(run)
    assert child.status == code, f"the child ended with {child.status}, where it should end with {code}"
    assert value == child.status, f"the child ended with {child.status}, but the function returned {value}"


@points(2)
@public
@hint("Hand Process the function and its arguments apart, and start() it; the child's variables stay in the child.")
def test_the_child_does_the_work(student: Student) -> None:
    """The child calls work(n), and what that returned comes home as the value, be it large or 0."""
    for n in (student.random.randrange(2, 10_000), 0):
        assert_worked_in_child(student.call("run_in_child", n=n, start_method="fork", work=WorkPlan(seconds=0)), n)


@points(1)
@hint("Ask each process for its own pid, in that process; and count the processes that you start.")
@after(test_the_child_does_the_work)
def test_there_is_exactly_one_child(student: Student) -> None:
    """One new process is started, its parent is the caller, and both pids in the result are the real ones."""
    assert_pids(student.call("run_in_child", n=student.random.randrange(100), start_method="fork"))


@points(2)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
@after(test_the_child_does_the_work)
def test_every_start_method_will_do(student: Student) -> None:
    """Both functions work the same with spawn and forkserver, where a child inherits no variables."""
    for method in ("spawn", "forkserver"):
        run = student.call("run_in_child", n=5, start_method=method, work=WorkPlan(seconds=0))
        assert_worked_in_child(run, 5)
        assert_pids(run)
    assert_ended_as_recorded(student.call("exit_code_of", code=0, start_method="spawn"), 0)


@points(1)
@hint("A child that raises sends nothing: what does your parent wait for then, and how would it notice?")
def test_a_failing_child_is_an_error(student: Student) -> None:
    """If work(n) fails in the child, the call raises an error: it neither returns nor hangs."""
    plan = WorkPlan(seconds=0, plan={"7": {"fails": True}})
    run = student.call("run_in_child", n=7, start_method="fork", work=plan)
    run.assert_raised()
    assert [piece.failed for piece in run.work] == [True], (
        "an error was raised, but no child called work(n) before that"
    )
    run.assert_clean()


@points(1)
@hint("The child ends on its own; the number is there once you have waited for it.")
def test_the_exit_code_is_the_real_one(student: Student) -> None:
    """The exit code returned is the one that the system recorded: for 300 that is 44, its lowest eight bits."""
    code = student.random.randrange(1, 128)
    for wanted, real in ((code, code), (300, 44)):
        assert_ended_as_recorded(student.call("exit_code_of", code=wanted, start_method="fork"), real)


@points(1)
@hint("A child that is ended by a signal has no exit code of its own; the library gives minus the signal's number.")
@after(test_the_exit_code_is_the_real_one)
def test_a_signal_is_negative(student: Student) -> None:
    """A child that ends by a signal is reported with minus that signal's number."""
    code = -student.random.choice((SIGKILL, SIGTERM, SIGUSR1))
    assert_ended_as_recorded(student.call("exit_code_of", code=code, start_method="fork"), code)


@points(1)
@public
@hint("A child that has ended stays in the process table until its parent waits for it.")
def test_the_child_is_reaped(student: Student) -> None:
    """When a call returns, its child has ended and has been waited for."""
    for function, arguments in (("run_in_child", {"n": 1}), ("exit_code_of", {"code": 1})):
        run = student.call(function, **arguments, start_method="fork")
        run.assert_reaped()
        run.assert_clean()
        only_child(run)


@points(1)
@hint("Make everything that a call needs inside the call, and close every end of a pipe that you open.")
@after(test_the_child_does_the_work)
def test_it_works_again_and_again(student: Student) -> None:
    """Later calls in the same process work like the first one, and no descriptor stays open."""
    run = student.call("run_in_child", n=4, start_method="fork", repeat=4, work=WorkPlan(seconds=0))
    values = [each.get("value") if isinstance(each, dict) else None for each in run.values]
    assert values == [16] * 4, "a later call did not give what the first one gave"
    run.assert_worked([4] * 4)
    run.assert_descriptors_kept()

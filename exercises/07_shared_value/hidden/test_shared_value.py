"""07: several processes add to one shared number; no increment is lost, and nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from grader.suite import Run, Student, WorkPlan, after, hint, points

TOGETHER_SECONDS = (0.06, 0.3, 1)
"""How long something takes, from try to try, while all are to be there: the shortest will do, unless the machine is
crowded, and a wrong program is late every time."""


def slow_first(seconds: float) -> WorkPlan:
    """Making the number 1 takes that long: meanwhile every worker comes to the counter, where it has to wait."""
    return WorkPlan(plan={"1": {"step": "make", "seconds": seconds}})


def assert_result(run: Run, expected: int) -> None:
    """The result is the number of all increments."""
    value = run.value_as(int)
    assert value == expected, f"the result is {value}, where {expected} increments were to be made"


def assert_counted(run: Run, expected: int) -> None:
    """The result is right, and it was children that made as many numbers."""
    assert_result(run, expected)
    if expected:
        run.assert_worked_in_children()
    assert len(run.work) == expected, f"make() was called {len(run.work)} times for {expected} increments"


def assert_one_after_the_other(run: Run, expected: int) -> None:
    """The numbers made are 1, 2, 3 and so on, and each was over before the next one began."""
    assert_counted(run, expected)
    made = [piece.item for piece in run.work]
    assert made == list(range(1, expected + 1)), "the numbers made are not 1, 2, 3 and so on, each of them once"
    apart = all(sooner.ended is not None and sooner.ended <= later.began for sooner, later in pairwise(run.work))
    assert apart, "a number was being made while another worker was still making the one before"


@points(2)
@hint("Which memory does the worker write to? A child's variables are copies; only a shared one comes back to you.")
def test_one_worker_counts(student: Student) -> None:
    """What one worker, in a child process, adds to the counter is what the caller gets."""
    increments = student.random.randrange(3, 30)
    run = student.call("count", workers=1, increments=increments, start_method="fork")
    assert_counted(run, increments)
    made = [piece.item for piece in run.work]
    assert made == list(range(1, increments + 1)), "the worker should make 1, 2, 3 and so on"


@points(2)
@hint("From before it reads until after it has written, a worker has to keep everybody else out, by one lock for all.")
@after(test_one_worker_counts)
def test_no_increment_is_lost(student: Student) -> None:
    """No increment is lost, whatever the schedule: whoever of the processes goes on at whatever moment."""
    runs = student.explore("count", workers=2, increments=2, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_result(run, 4))


@points(1)
@hint("Every worker adds to the same number, and makes the new one while nobody else can read or write it.")
@after(test_no_increment_is_lost)
def test_every_increment_follows_the_one_before(student: Student) -> None:
    """Each increment begins with the number that the one before has written, and only when that one is over."""
    slow = WorkPlan(plan={str(number): {"step": "make", "seconds": 1} for number in (1, 2)})
    runs = student.explore("count", workers=2, increments=2, only_orders=True, start_method="fork", work=slow)
    runs.all_satisfy(lambda run: assert_one_after_the_other(run, 4))


@points(1)
@hint("Start all workers before you wait for the first of them.")
@after(test_one_worker_counts)
def test_all_workers_are_there_together(student: Student) -> None:
    """There are exactly as many worker processes as wanted, alive at the same time, each with its own increments."""
    for seconds in TOGETHER_SECONDS:
        run = student.call("count", workers=3, increments=2, start_method="fork", work=slow_first(seconds))
        run.last_return()
        run.assert_processes(3)
        if run.most_alive == 3:
            break
    run.assert_overlap(3)
    shares = sorted(Counter(piece.pid for piece in run.work).values())
    assert shares == [2, 2, 2], f"the workers made {shares} numbers, where each should make 2"


@points(1)
@hint("With spawn and forkserver a child imports your file anew: it shares only what its arguments bring along.")
@after(test_no_increment_is_lost)
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with the start methods spawn and forkserver, where a child inherits no variables."""
    for method, seconds in (("spawn", 0.1), ("forkserver", 0.05)):
        run = student.call("count", workers=2, increments=1, start_method=method, work=slow_first(seconds))
        assert_counted(run, 2)


@points(1)
@hint("A worker that fails still holds the lock, unless something gives it back on every way out; and who is told?")
@after(test_one_worker_counts)
def test_a_failure_in_a_worker_is_an_error(student: Student) -> None:
    """If make() fails in a worker, whichever it is, the call raises an error: it neither hangs nor returns a number."""
    plan = WorkPlan(plan={"2": {"step": "make", "fails": True, "seconds": 0.05}})
    run = student.call("count", workers=2, increments=3, start_method="fork", work=plan, wall_seconds=3)
    run.assert_raised()
    assert any(piece.failed for piece in run.work), "an error was raised, but make(2) had not been called"
    run.assert_clean()
    last = WorkPlan(plan={"2": {"step": "make", "fails": True}})
    runs = student.explore("count", workers=2, increments=1, only_orders=True, start_method="fork", work=last)
    runs.all_satisfy(lambda run: run.assert_raised())


@points(1)
@hint("What does your program do if nobody has anything to add, and what if there are many who add once?")
@after(test_no_increment_is_lost)
def test_hardly_anything_and_many_workers(student: Student) -> None:
    """Without increments the result is 0; many workers with one increment each are all counted, two with many too."""
    for workers, increments in ((2, 0), (1, 1), (12, 1), (2, 150)):
        run = student.call(
            "count", workers=workers, increments=increments, start_method="fork", wall_seconds=3, work=slow_first(0.03)
        )
        assert_counted(run, workers * increments)


@points(1)
@hint("Make the counter inside the call, wait for every process that you start, and close what you open.")
@after(test_no_increment_is_lost)
def test_nothing_is_left_behind(student: Student) -> None:
    """It counts from 0 again and again in one process, and leaves no process, no zombie and no open descriptor."""
    run = student.call("count", workers=2, increments=2, start_method="fork", repeat=4)
    assert run.values == (4,) * 4, "a later call did not give what the first one gave"
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()

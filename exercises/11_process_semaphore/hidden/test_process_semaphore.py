"""11: everybody is there at once, as many as the limit work at once, and every permit comes back once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from grader.suite import Run, Student, WorkPlan, after, hint, points

TOGETHER_SECONDS = (0.05, 0.3, 0.9)
"""How long something takes, from try to try, while all are to be there: the shortest will do, unless the machine is
crowded, and a wrong program is late every time."""
FEW = 6
"""How many schedules show whoever is let in beside somebody: he is there for as long as the work takes."""
HANGING_SECONDS = 3.0
"""When a call that should be over in a tenth of a second is called hanging."""


def assert_told(run: Run, jobs: list[Any], failed: Collection[Any] = ()) -> None:
    """The result has each job once, in the right list and in order."""
    answer = run.value_as(dict[str, list[Any]])
    assert set(answer) == {"done", "failed"}, 'the keys of the result are not "done" and "failed"'
    expected = {"done": [job for job in jobs if job not in failed], "failed": [job for job in jobs if job in failed]}
    assert answer == expected, 'the lists "done" and "failed" are not what became of the jobs, in their order'


def assert_own_processes(run: Run, jobs: list[Any]) -> None:
    """Each job was worked on once, by a child that did nothing else."""
    run.assert_worked(jobs)
    run.assert_worked_in_children()
    pids = {piece.pid for piece in run.work}
    assert len(pids) == len(jobs), f"{len(jobs)} jobs were done by {len(pids)} processes, where each has one of its own"


def assert_not_above(run: Run, limit: int) -> None:
    """Never were more children inside work() than the limit."""
    most = run.most_working
    assert most <= limit, f"{most} children were inside work() at one instant, with a limit of {limit}"


@points(1)
@hint("One Process for each job; how each of them ended is known once you have waited for it.")
def test_every_job_has_a_process_of_its_own(student: Student) -> None:
    """Every job is worked on once, in a child process of its own, and the result lists the jobs in their order."""
    first = student.random.randrange(100, 900)
    jobs = [first, "a", first, first + 1]
    plan = WorkPlan(seconds=0.01, plan={'"a"': {"seconds": 0.08}})
    run = student.call("limited", jobs=jobs, limit=2, start_method="fork", work=plan)
    assert_told(run, jobs)
    assert_own_processes(run, jobs)


@points(2)
@hint("Count the permits: how many are there at the start, and when exactly does each child put its own back?")
def test_as_many_as_the_limit_work_at_once(student: Student) -> None:
    """The largest number of children inside work() at one instant is the limit; a slow one keeps one permit only."""
    for seconds in (0.3, 0.9, 1.8):  # the shortest is enough, unless the machine is crowded
        plan = WorkPlan(seconds=0.04, plan={"0": {"seconds": seconds}})
        run = student.call("limited", jobs=list(range(8)), limit=3, start_method="fork", work=plan)
        assert_told(run, list(range(8)))
        run.assert_worked(range(8))
        assert_not_above(run, 3)
        over = next(piece.ended for piece in run.work if piece.item == 0) or run.evidence.seconds
        meanwhile = sum(1 for piece in run.work if piece.item != 0 and piece.began < over)
        if run.most_working == 3 and meanwhile == 7:
            break
    run.assert_working_together(3)
    assert meanwhile == 7, (
        f"while one child was slow, only {meanwhile} of the 7 others came to work: it kept more than its own permit"
    )


@points(2)
@hint("Between finding out that there is a permit and having it: can another child find out the same meanwhile?")
def test_never_more_than_the_limit(student: Student) -> None:
    """Whatever the schedule, there are never more at work than the limit, and every job is done or fails in the end."""
    slow, quick = (WorkPlan(seconds=seconds, plan={"1": {"fails": True}}) for seconds in (0.01, 0))

    def is_promised(run: Run) -> None:
        assert_told(run, [1, 2, 3], failed=(1,))
        assert_own_processes(run, [1, 2, 3])
        assert_not_above(run, 1)

    # Whoever is let in beside somebody is seen while work takes time; whoever is never woken up, when it takes none.
    for work, schedules in ((slow, FEW), (quick, None)):
        arguments = {"jobs": [1, 2, 3], "limit": 1, "start_method": "fork", "work": work}
        runs = student.explore("limited", schedules=schedules, **arguments)
        runs.all_satisfy(is_promised)


@points(1)
@hint("If the parent waits for a permit, the children are not even there: who should be the one that waits?")
@after(test_every_job_has_a_process_of_its_own)
def test_everybody_is_started_at_once(student: Student) -> None:
    """All children are alive at one instant, those without a permit too: each waits in its own process."""
    for seconds in TOGETHER_SECONDS:
        work = WorkPlan(seconds=seconds)
        run = student.call("limited", jobs=list(range(5)), limit=2, start_method="fork", work=work)
        assert_told(run, list(range(5)))
        assert_not_above(run, 2)
        if run.most_alive >= 5:
            break
    run.assert_overlap(5)


@points(1)
@hint("Which lines run after work(job) has raised, and is one of them the release, once?")
def test_a_failing_job_returns_its_permit(student: Student) -> None:
    """A failing job is listed as failed and returns its permit, once: the others are done, and never more at once."""
    failing = {str(job): {"seconds": 0.01, "fails": True} for job in (0, 2, 4)}
    plan = WorkPlan(seconds=0.04, plan={"1": {"seconds": 0.12}, **failing})  # in whose company all others come and go
    run = student.call(
        "limited", jobs=list(range(7)), limit=2, start_method="fork", work=plan, wall_seconds=HANGING_SECONDS
    )
    assert_told(run, list(range(7)), failed=(0, 2, 4))
    run.assert_worked(range(7))
    assert_not_above(run, 2)


@points(1)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with spawn and forkserver, where a child inherits no variables."""
    for method in ("spawn", "forkserver"):
        run = student.call("limited", jobs=[1, 2], limit=1, start_method=method, work=WorkPlan(seconds=0.05))
        assert_told(run, [1, 2])
        assert_own_processes(run, [1, 2])
        assert_not_above(run, 1)


@points(1)
@hint("Is there anything in your program that has to be there `limit` times, although there are not so many jobs?")
def test_hardly_anything_is_enough(student: Student) -> None:
    """No job at all gives two empty lists, and two jobs with ten permits are done as well."""
    run = student.call("limited", jobs=[], limit=1, start_method="fork", wall_seconds=HANGING_SECONDS)
    assert_told(run, [])
    run = student.call("limited", jobs=[1, 2], limit=10, start_method="fork", wall_seconds=HANGING_SECONDS)
    assert_told(run, [1, 2])
    assert_own_processes(run, [1, 2])


@points(1)
@hint("Wait for every process you start, make what a call needs inside the call, and close what you open.")
def test_nothing_is_left_behind(student: Student) -> None:
    """It works again and again in one process, and leaves no process, no zombie and no open descriptor."""
    run = student.call("limited", jobs=[1, 2, 1], limit=2, start_method="fork", repeat=4, work=WorkPlan(seconds=0))
    assert_told(run, [1, 2, 1])
    assert all(value == run.values[0] for value in run.values), "a later call gave something else than the first"
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()

"""02: one process for each job, all at the same time, and every answer comes home in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from signal import SIGKILL
from typing import Any

from grader.sandbox.door import ProcessLook
from grader.suite import Run, Student, WorkPlan, after, hint, points
from grader.suite.run import as_key
from grader.suite.shapes import fits

Answers = list[dict[str, Any]]
Table = Sequence[ProcessLook]
FEW = 12
"""How many schedules are enough where hardly anything is shared: two jobs, and the ways in which their answers come."""
PATIENCE_SECONDS = 4
"""How long a watched program has time for what a right one does at once."""


def result_of(job: Any) -> Any:
    """What work(job) returns."""
    return job.upper() if isinstance(job, str) else job * job


def answers_of(run: Run) -> list[Answers]:
    """What each of the calls returned, an empty list for a call that returned something of another shape."""
    return [each if isinstance(each, list) and fits(each, Answers) else [] for each in run.values]


def children_in(table: Table, main: int) -> list[ProcessLook]:
    """The processes in a table that live, main and the library's services aside."""
    return [look for look in table if look.pid != main and not look.is_service and look.state != "Z"]


def has_children(main: int, number: int) -> Callable[[Table], bool]:
    """Whether a process table shows that many living processes besides main."""
    return lambda table: len(children_in(table, main)) >= number


def assert_alive_together(student: Student, number: int, function: str, **arguments: Any) -> None:
    """While the work goes on without end, that many processes are alive at one instant."""
    patience = PATIENCE_SECONDS + 0.2 * number
    work = WorkPlan(seconds=60)
    with student.program(
        function, **arguments, start_method="fork", work=work, wall_seconds=patience + PATIENCE_SECONDS
    ) as live:
        live.wait(has_children(live.main, number), within_seconds=patience)
    live.run.assert_overlap(number)
    live.run.assert_processes(number)


def assert_all_run(run: Run, jobs: list[Any]) -> None:
    """Each job was worked on once, by a process of its own, and the result tells by whom and what came out."""
    answers = run.value_as(Answers)
    run.assert_worked_in_children()
    run.assert_worked(jobs)
    assert [answer.get("job") for answer in answers] == jobs, "the result does not hold the jobs in their order"
    for answer in answers:
        assert answer.get("result") == result_of(answer["job"]), "a result is not what work(job) returned for that job"
    run.assert_processes(len(jobs))
    told = Counter((as_key(answer["job"]), as_key(answer.get("pid"))) for answer in answers)
    seen = Counter((as_key(piece.item), as_key(piece.pid)) for piece in run.worked)
    assert told == seen, "a pid in the result is not the pid of the process that worked on that job"


def assert_shared_out(run: Run, n: int, workers: int) -> None:
    """The sum is right, and each number was worked on once, by no more processes than asked for, in even shares."""
    total = run.value_as(int)
    run.assert_worked(range(1, n + 1))
    shares = Counter(piece.pid for piece in run.worked)
    assert run.evidence.main not in shares, "main worked itself; that belongs in the children"
    assert total == sum(number * number for number in range(1, n + 1)), "the sum is wrong"
    started = len(run.others)
    assert started <= workers, f"{started} processes were started for {workers} workers"
    sizes = sorted((shares[life.pid] for life in run.others), reverse=True)[: min(n, workers)]
    assert len(sizes) == min(n, workers), f"only {started} processes shared {n} numbers, with {workers} workers"
    assert not sizes or sizes[0] - sizes[-1] <= 1, f"the shares are not even: {', '.join(map(str, sizes))} numbers"


@points(2)
@hint("Hand Process the function and its arguments apart; each start() makes one process, in one place of the program.")
def test_every_job_has_a_process_of_its_own(student: Student) -> None:
    """Each job is worked on once, in one new process of its own, and its result and that process's pid come home."""
    first = student.random.randrange(2, 1000)
    jobs = [first, "a text", first + 1, 0]
    one_by_one = {as_key(job): {"seconds": 0.05 * number} for number, job in enumerate(jobs)}
    run = student.call("run_all", jobs=jobs, start_method="fork", work=WorkPlan(plan=one_by_one))
    assert_all_run(run, jobs)


@points(1)
@hint("If you start a process and wait for it in the same turn of a loop, when does the next one start?")
@after(test_every_job_has_a_process_of_its_own)
def test_all_processes_live_at_once(student: Student) -> None:
    """All processes are started before any is waited for: for 3 jobs, for 50, and for the workers of a sum."""
    for number in (3, 50):
        assert_alive_together(student, number, "run_all", jobs=list(range(number)))
    assert_alive_together(student, 3, "sum_of_squares", n=7, workers=3)


@points(1)
@hint("The first answer to arrive is not always the first job's; and equal jobs are two jobs.")
@after(test_every_job_has_a_process_of_its_own)
def test_results_are_in_the_order_of_the_jobs(student: Student) -> None:
    """The results stand in the order of the jobs, whoever is first, whatever the schedule; equal jobs have one each."""
    slow, other, last = student.random.sample(range(2, 1000), 3)
    jobs = [slow, other, other, last, "one", "one"]
    plan = {str(slow): {"seconds": 0.15}, str(other): {"seconds": 0.07}}
    run = student.call("run_all", jobs=jobs, start_method="fork", work=WorkPlan(seconds=0, plan=plan))
    assert_all_run(run, jobs)
    runs = student.explore("run_all", jobs=[2, 2], schedules=FEW, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_all_run(run, [2, 2]))


@points(1)
@hint("A child that still has something large to hand over cannot end: what has to come before join()?")
@after(test_every_job_has_a_process_of_its_own)
def test_large_results_come_home(student: Student) -> None:
    """Results of 1 MB come home."""
    jobs = ["a" * 1_000_000, "b" * 1_000_000]
    run = student.call("run_all", jobs=jobs, start_method="fork", work=WorkPlan(seconds=0))
    same = [answer.get("result") for answer in run.value_as(Answers)] == [job.upper() for job in jobs]
    assert same, "the large results did not come home as they were"


@points(1)
@hint("How many numbers are left when each worker has taken n // workers of them, and who takes those?")
def test_the_numbers_are_shared_out_evenly(student: Student) -> None:
    """Every number up to n is worked on once, in even shares, and no square is lost, whatever the schedule."""
    plan = {"1": {"seconds": 0.15}}
    for n, workers, slow in ((10, 4, {}), (6, 3, plan)):
        work = WorkPlan(seconds=0, plan=slow)
        run = student.call("sum_of_squares", n=n, workers=workers, start_method="fork", work=work)
        assert_shared_out(run, n, workers)
    runs = student.explore("sum_of_squares", n=3, workers=2, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_shared_out(run, 3, 2))


@points(1)
@hint("What do your shares look like when there are fewer numbers than workers, or no numbers at all?")
def test_hardly_anything_is_enough(student: Student) -> None:
    """No jobs give an empty list, no numbers give 0, and there may be fewer numbers than workers."""
    run = student.call("run_all", jobs=[], start_method="fork")
    assert run.value_as(Answers) == [], "without jobs the result should be empty"
    run.assert_processes(0)
    for n, workers in ((0, 3), (2, 5), (3, 1)):
        run = student.call("sum_of_squares", n=n, workers=workers, start_method="fork")
        assert_shared_out(run, n, workers)


@points(1)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
@after(test_every_job_has_a_process_of_its_own)
def test_every_start_method_will_do(student: Student) -> None:
    """Both functions work the same with spawn and forkserver, where a child inherits no variables."""
    for method in ("spawn", "forkserver"):
        run = student.call("run_all", jobs=[5, 6], start_method=method, work=WorkPlan(seconds=0))
        assert_all_run(run, [5, 6])
    run = student.call("sum_of_squares", n=3, workers=1, start_method="spawn", work=WorkPlan(seconds=0))
    assert_shared_out(run, 3, 1)


@points(1)
@hint(
    "A child that fails sends no answer, or one that says so: does your parent notice, and does it still wait for all?"
)
@after(test_every_job_has_a_process_of_its_own)
def test_a_failing_child_is_an_error(student: Student) -> None:
    """If a child fails or is killed, the call raises an error: it neither returns nor hangs, and it waits for all."""
    plan = WorkPlan(seconds=0.05, plan={"2": {"fails": True, "seconds": 0}})
    for function, arguments in (("run_all", {"jobs": [1, 2, 3]}), ("sum_of_squares", {"n": 4, "workers": 2})):
        run = student.call(function, **arguments, start_method="fork", work=plan)
        run.assert_raised()
        assert any(piece.failed for piece in run.work), "an error was raised, but no child had called work() by then"
        run.assert_clean()
    with student.program("run_all", jobs=[1, 2], start_method="fork", work=WorkPlan(seconds=30)) as live:
        table = live.wait(has_children(live.main, 2), within_seconds=PATIENCE_SECONDS) or ()
        for look in children_in(table, live.main):
            live.signal(SIGKILL, look.pid)
        live.wait_ended(within_seconds=PATIENCE_SECONDS)
    live.run.assert_raised()
    live.run.assert_clean()


@points(1)
@hint("Wait for every process you start, once for each, and close every end of a pipe that you open yourself.")
@after(test_every_job_has_a_process_of_its_own)
def test_nothing_is_left_behind(student: Student) -> None:
    """It works again and again in one process, and leaves no process, no zombie and no open descriptor."""
    run = student.call("run_all", jobs=[1, 2, 3], start_method="fork", repeat=4, work=WorkPlan(seconds=0))
    results = [[answer.get("result") for answer in each] for each in answers_of(run)]
    assert results == [[1, 4, 9]] * 4, "a later call did not give what the first one gave"
    pids = {as_key(answer.get("pid")) for each in answers_of(run) for answer in each}
    assert pids == {as_key(life.pid) for life in run.others}, "a later call gave the pids of an earlier one"
    run.assert_processes(12)
    run.assert_reaped()
    run.assert_clean()
    run.assert_descriptors_kept()
    student.call("sum_of_squares", n=5, workers=2, start_method="fork", work=WorkPlan(seconds=0)).assert_reaped()

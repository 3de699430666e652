"""13: one orphan when it is wanted, and none when it is not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from signal import SIGTERM

from grader.model import ProcessLife
from grader.sandbox.door import ProcessLook
from grader.sentences import life_sentence
from grader.suite import Run, Student, WorkPlan, after, hint, points

TRIES = 3
"""A right program on a crowded machine may be late once; a wrong one is late every time."""
GONE_WITHIN_SECONDS = 0.5
LINGER_SECONDS = 3.0
"""How long orphans may live: much longer than the children of a right program do after SIGTERM."""
CHILDREN = 3
LONG = WorkPlan(seconds=5)
Table = Sequence[ProcessLook]


def orphan_of(run: Run) -> ProcessLife:
    """The one child of main, which main left behind alive and whose pid it returned."""
    pid = run.value_as(int)
    run.assert_processes(1)
    child = run.others[0]
    assert child.parent == run.evidence.main, "the new process is not a child of the caller"
    assert child.orphaned is not None, "the child did not outlive its parent"
    assert pid == child.pid, "the number returned is not the pid of the child"
    return child


def alive_in(table: Table, main: int) -> list[ProcessLook]:
    """Who is alive in a process table beside main and the library's services."""
    return [look for look in table if look.pid != main and not look.is_service and look.state != "Z"]


def has_left_orphans(main: int) -> Callable[[Table], bool]:
    """Whether a process table shows that main is gone and somebody else is still alive."""
    return lambda table: bool(alive_in(table, main)) and all(look.pid != main for look in table)


def is_waiting_for(main: int, number: int, others: Collection[int] = ()) -> Callable[[Table], bool]:
    """Whether a process table shows that many living children, and `others`, beside a main with nothing else to do."""
    return lambda table: (
        sum(look.pid not in others for look in alive_in(table, main)) == number
        and any(look.pid == main and look.state == "S" for look in table)
    )


def told_to_stop(
    student: Student, work: WorkPlan, *, running: int = CHILDREN, seconds: float = 0, repeat: int = 1
) -> tuple[Run, bool]:
    """Send SIGTERM to the last call of no_orphan when so many children still run; also if they were gone in time."""
    call = {"seconds": seconds, "start_method": "fork", "repeat": repeat}
    with student.program("no_orphan", **call, work=work, linger_seconds=LINGER_SECONDS) as live:
        earlier: set[int] = set()
        for _ in range(repeat):
            table = live.wait(is_waiting_for(live.main, CHILDREN, earlier), within_seconds=2) or ()
            earlier.update(look.pid for look in alive_in(table, live.main))
        if running < CHILDREN:
            live.wait(is_waiting_for(live.main, running), within_seconds=2)
            live.wait(lambda table: all(look.state != "Z" for look in table), within_seconds=0.15)
        live.signal(SIGTERM)
        gone = live.wait(lambda table: not alive_in(table, live.main), within_seconds=GONE_WITHIN_SECONDS)
        live.wait(lambda table: all(look.pid != live.main for look in table), within_seconds=GONE_WITHIN_SECONDS)
    return live.run, gone is not None


def assert_taken_along(student: Student, work: WorkPlan, *, running: int = CHILDREN) -> None:
    """After SIGTERM the children are gone in time, and main was ended by that signal."""
    for tried in range(TRIES):
        run, gone = told_to_stop(student, work, running=running)
        if gone or tried == TRIES - 1:
            break
    run.assert_processes(CHILDREN)
    left = [life_sentence(run.evidence, life) for life in run.others if life.killed]
    assert not left, "; ".join(left)
    assert gone, f"a child was still alive {GONE_WITHIN_SECONDS} s after the SIGTERM"
    assert run.evidence.signal == SIGTERM, f"main should be ended by SIGTERM, but the program {run.evidence.sentence}"


def assert_all_reaped(run: Run, children: int) -> None:
    """There were so many children, and when main ended it had reaped them all."""
    run.assert_processes(children)
    late = {*run.evidence.at_exit.alive, *run.evidence.at_exit.zombies}
    seen = [life_sentence(run.evidence, life) for life in run.others if life.pid in late]
    assert not seen, "; ".join(seen)


@points(2)
@hint("Who waits for a child whose parent has gone? And what must the parent not do before it goes?")
def test_the_child_outlives_its_parent(student: Student) -> None:
    """make_orphan starts one child and returns its pid at once; the child is still alive when the caller has ended."""
    with student.program("make_orphan", seconds=1.5, start_method="fork", linger_seconds=LINGER_SECONDS) as live:
        seen = live.wait(has_left_orphans(live.main), within_seconds=3)
    orphan_of(live.run)
    assert seen, "the child was never seen alive after the end of its parent"


@points(1)
@hint("What does the child do when its time is over, and what does os.getppid() give then that it did not give before?")
@after(test_the_child_outlives_its_parent)
def test_the_orphan_is_adopted_and_ends_by_itself(student: Student) -> None:
    """The orphan lives as long as it is told, sees by whom it was adopted, and ends by itself with exit code 0."""
    for seconds in (0.33, 0.8, 1.6):  # the shortest is enough, unless the machine is crowded
        run = student.call("make_orphan", seconds=seconds, start_method="fork", linger_seconds=LINGER_SECONDS)
        if run.others and run.others[0].orphaned is not None:
            break
    child = orphan_of(run)
    lived = (child.ended or run.evidence.seconds) - child.born
    assert child.status == 0, life_sentence(run.evidence, child)
    assert lived >= seconds, f"the child lived for {lived:.2f} s, where {seconds:g} s were wanted"
    assert [piece.pid for piece in run.work] == [child.pid], "work() was not called once, by the orphan"
    assert run.work[0].item == child.adopted_by, (
        f"the orphan called work({run.work[0].item!r}), but its parent was {child.adopted_by} by then"
    )


@points(1)
@hint("Do the children know all they need with spawn? And whose child is a Process with forkserver?")
def test_every_start_method_will_do(student: Student) -> None:
    """Both functions work with spawn and forkserver too; the orphan is the caller's own child all the same."""
    for method in ("spawn", "forkserver"):
        run = student.call("no_orphan", seconds=0, start_method=method, work=WorkPlan(seconds=0))
        assert len(run.value_as(list[int])) == CHILDREN, "the result does not hold three pids"
        run.assert_worked(range(CHILDREN))
    with student.program("make_orphan", seconds=1.5, start_method="forkserver", linger_seconds=LINGER_SECONDS) as live:
        live.wait(has_left_orphans(live.main), within_seconds=3)
    orphan_of(live.run)


@points(2)
@hint("SIGTERM ends a process on the spot, without any clean-up, unless there is a handler; what has it to do?")
def test_sigterm_takes_the_children_along(student: Student) -> None:
    """When SIGTERM comes, all children are gone within 0.5 s, and then the caller is ended by SIGTERM too."""
    assert_taken_along(student, LONG)


@points(1)
@hint("To end a child and to reap it are two things; which of them have you done before you go?")
@after(test_sigterm_takes_the_children_along)
def test_the_children_are_reaped_before_the_end(student: Student) -> None:
    """Before the caller ends by SIGTERM, it has reaped every one of its children, those of a second call as well."""
    assert_all_reaped(told_to_stop(student, LONG)[0], CHILDREN)
    for seconds in (0.1, 0.4, 1.6):  # the shortest is enough, unless the machine is crowded
        run, _ = told_to_stop(student, WorkPlan(seconds=0), seconds=seconds, repeat=2)
        if len(run.evidence.returns) < 2:
            break
    assert_all_reaped(run, 2 * CHILDREN)


@points(1)
@hint(
    "What do your calls do with the pid of a child that has ended and been reaped, and what happens to the others then?"
)
@after(test_sigterm_takes_the_children_along)
def test_one_that_has_gone_does_not_save_the_others(student: Student) -> None:
    """If one child has ended by itself when SIGTERM comes, the others are taken along all the same."""
    some = WorkPlan(seconds=5, plan={"0": {"seconds": 0.06}})
    assert_taken_along(student, some, running=CHILDREN - 1)


@points(1)
@hint("Without a signal nobody is to be ended: wait for all three, and only then return.")
def test_without_a_signal_nobody_is_disturbed(student: Student) -> None:
    """Without SIGTERM each child works, sleeps, ends with exit code 0 and is reaped; the pids are returned in order."""
    slow_first = WorkPlan(seconds=0, plan={"0": {"seconds": 0.03}})
    run = student.call("no_orphan", seconds=0.03, start_method="fork", repeat=4, work=slow_first)
    pids = run.value_as(list[int])
    run.assert_processes(4 * CHILDREN)
    assert all(life.status == 0 for life in run.others), "not every child ended with exit code 0"
    run.assert_worked([*range(CHILDREN)] * 4)
    run.assert_worked_in_children()
    last = run.others[-CHILDREN:]
    assert pids == [life.pid for life in last], "the result is not the pids of the three children in order"
    shortest = min((life.ended or run.evidence.seconds) - life.born for life in run.others)
    assert shortest >= 0.03, f"a child lived for {shortest:.3f} s only, although it was to sleep for 0.03 s"
    assert {piece.pid: piece.item for piece in run.work if piece.pid in pids} == dict(
        zip(pids, range(3), strict=True)
    ), "child number i of the result is not the one that called work(i)"
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()


@points(1)
@hint("How did each child end? And who waits for the others if you raise an error before that?")
def test_a_failing_child_is_an_error(student: Student) -> None:
    """If work() fails in a child, the call raises an error, when all its children have ended and been reaped."""
    plan = WorkPlan(seconds=0, plan={"0": {"fails": True}, "2": {"seconds": 0.3}})
    run = student.call("no_orphan", seconds=0, start_method="fork", work=plan)
    run.assert_raised()
    assert any(piece.failed for piece in run.work), "an error was raised before work() had failed in a child"
    run.assert_processes(CHILDREN)
    run.assert_clean()
    plan = WorkPlan(seconds=0, plan={"1": {"fails": True}})
    run = student.call("no_orphan", seconds=0, start_method="fork", repeat=3, work=plan)
    run.assert_raised()
    run.assert_descriptors_kept()

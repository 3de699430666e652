"""14: one zombie when it is wanted, none when it is not, and no exit code lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM

from grader.model import Work
from grader.sandbox.door import ProcessLook
from grader.suite import Run, Student, WorkPlan, after, hint, points, public

OLDEST_ZOMBIE_SECONDS = 0.1
TRIES = 3
"""A right program on a crowded machine may be late once; a wrong one is late every time."""
Table = Sequence[ProcessLook]


def parent_works(seconds: float, *, children: dict[int, float] | None = None, others: float = 0.02) -> WorkPlan:
    """How long the parent works, and how long its children do: those in `children`, and all others."""
    plan = {str(number): {"seconds": lasting} for number, lasting in (children or {}).items()}
    return WorkPlan(seconds=others, plan={'"parent"': {"seconds": seconds}, **plan})


def children_in(table: Table, main: int, states: str = "") -> list[ProcessLook]:
    """Main's own children in a process table, those in one of these states if any are given."""
    ours = (look for look in table if look.parent == main and not look.is_service)
    return [look for look in ours if not states or look.state in states]


def has_children(main: int, number: int, states: str = "") -> Callable[[Table], bool]:
    """Whether a process table shows that many children of main, in one of these states."""
    return lambda table: len(children_in(table, main, states)) >= number


def assert_codes(run: Run, expected: list[int]) -> None:
    """The codes are the ones that the system recorded for these pids, and the ones that were to be expected."""
    codes = run.value_as(dict[str, int])
    run.assert_processes(len(expected))
    recorded = {str(life.pid): life.status for life in run.others}
    assert set(codes) == set(recorded), f"the result has codes for {len(codes)} pids, and not for just the children's"
    assert codes == recorded, "a code in the result is not the one with which that process ended"
    assert sorted(codes.values()) == sorted(expected), "the children did not end with the exit codes of the task"


def parents_work(run: Run) -> Work:
    """The first piece of work that main did; there is one if `assert_parent_worked` found it."""
    return next(piece for piece in run.work if piece.pid == run.evidence.main)


def assert_parent_worked(run: Run) -> None:
    """Main called work("parent") once, and no child's work was done by main."""
    mine = [piece.item for piece in run.work if piece.pid == run.evidence.main]
    assert mine == ["parent"], f'the parent called work() {len(mine)} times; it should do so once, with "parent"'


@points(2)
@hint("A zombie is a child of yours that has ended; what must you not do yet, and which calls do it behind your back?")
def test_a_zombie_can_be_seen(student: Student) -> None:
    """While make_zombie runs, exactly one child of the caller is a zombie, for about as many seconds as it is told."""
    with student.program("make_zombie", seconds=0.2, start_method="fork") as live:
        table = live.wait(has_children(live.main, 1, "Z"), within_seconds=3) or ()
        family = [look for look in table if look.pid != live.main and not look.is_service]
        live.wait_ended(within_seconds=3)
    assert live.run.values == (None,), "make_zombie should return nothing"
    assert family, "no child of the caller was ever seen as a zombie"
    assert len(family) == 1, f"there were {len(family)} processes beside the caller when the zombie was seen"
    live.run.assert_processes(1)
    lasted = live.run.others[0].zombie_seconds(live.run.evidence.seconds)
    assert lasted >= 0.1, f"the child was a zombie for {lasted:.2f} s, where 0.2 s were wanted"


@points(1)
@public
@hint("When the time is over, fetch the child's exit code: that removes it from the process table.")
def test_the_zombie_is_reaped(student: Student) -> None:
    """When make_zombie returns, its child has been reaped; so it works again, and leaves nothing behind."""
    run = student.call("make_zombie", seconds=0.02, start_method="fork", repeat=2)
    assert run.values == (None, None), "make_zombie should return nothing"
    run.assert_processes(2)
    run.assert_reaped()
    run.assert_clean()


@points(1)
@public
@hint("Keep each pid together with its own code, and take the code out of the wait status.")
def test_every_code_is_reported(student: Student) -> None:
    """Child number i ends with exit code 10 + i, and that is reported under its pid, whoever ends first."""
    work = parent_works(0.01, children={0: 0.08, 1: 0.05, 2: 0.02}, others=0)
    run = student.call("reap_all", n=4, start_method="fork", work=work)
    assert_codes(run, [10, 11, 12, 13])
    assert_parent_worked(run)
    run.assert_worked([0, 1, 2, 3, "parent"])


@points(1)
@hint("With spawn and forkserver a child imports your file anew; and a fork server reaps its children itself.")
@after(test_every_code_is_reported)
def test_every_start_method_will_do(student: Student) -> None:
    """Both functions work with spawn and forkserver too; the zombie is the caller's own child all the same."""
    for method in ("spawn", "forkserver"):
        assert_codes(student.call("reap_all", n=1, start_method=method, work=parent_works(0.01, others=0)), [10])
    run = student.call("make_zombie", seconds=0.06, start_method="forkserver")
    run.assert_processes(1)
    ours = run.others[0].parent == run.evidence.main
    assert ours, "the child belongs to the fork server, not to the caller"
    lasted = run.others[0].zombie_seconds(run.evidence.seconds)
    assert lasted >= 0.03, f"the child was a zombie for {lasted:.2f} s, where 0.06 s were wanted"


@points(2)
@hint("While the parent is busy somebody has to wait for whichever child ends next, in no fixed order.")
@after(test_every_code_is_reported)
def test_no_zombie_grows_old(student: Student) -> None:
    """While the parent works, each child is reaped within 100 ms of its end, in whatever order they end."""
    work = parent_works(0.25, children={0: 0.18, 1: 0.01, 2: 0.05, 3: 0.03})
    oldest = float("inf")
    for _ in range(TRIES):
        run = student.call("reap_all", n=4, start_method="fork", work=work)
        assert_codes(run, [10, 11, 12, 13])
        assert_parent_worked(run)
        last = max(life.ended or run.evidence.seconds for life in run.others)
        assert parents_work(run).began < last, "the parent began to work only when all its children had ended"
        oldest = min(oldest, max(life.zombie_seconds(run.evidence.seconds) for life in run.others))
        if oldest <= OLDEST_ZOMBIE_SECONDS:
            return
    assert oldest <= OLDEST_ZOMBIE_SECONDS, f"a child was a zombie for {oldest:.2f} s, where 0.1 s is the most"


@points(1)
@hint("SIGCHLD does not count: if three children end before it is handled, it comes once.")
def test_many_ends_at_once(student: Student) -> None:
    """If all children end while the parent is stopped, so that one SIGCHLD stands for all, none of them is missed."""
    late = 0
    for _ in range(TRIES):
        with student.program("reap_all", n=6, start_method="fork", work=parent_works(0.4, others=0.1)) as live:
            live.wait(has_children(live.main, 6), within_seconds=3)
            live.signal(SIGSTOP)
            live.wait(lambda table: len(children_in(table, live.main, "Z")) == len(children_in(table, live.main)), 3)
            live.signal(SIGCONT)
            live.wait_ended(within_seconds=3)
        assert_codes(live.run, [10, 11, 12, 13, 14, 15])
        assert_parent_worked(live.run)
        live.run.assert_clean()
        over = parents_work(live.run).ended or live.run.evidence.seconds
        late = sum(1 for life in live.run.others if life.reaped is None or life.reaped > over)
        if not late:
            return
    assert late == 0, f"{late} of the children that ended at once were not reaped before the parent's work was over"


@points(1)
@hint("A status says either how a child exited or which signal ended it: who tells the two apart for you?")
@after(test_every_code_is_reported)
def test_killed_and_failing_children_are_told(student: Student) -> None:
    """A child that is killed is reported with minus the signal's number, and one whose work fails with 1."""
    with student.program("reap_all", n=3, start_method="fork", work=parent_works(0.05, others=5)) as live:
        table = live.wait(has_children(live.main, 3), within_seconds=3) or ()
        for look, number in zip(children_in(table, live.main), (SIGKILL, SIGTERM, SIGKILL), strict=False):
            live.signal(number, look.pid)
        live.wait_ended(within_seconds=3)
    assert_codes(live.run, [-SIGKILL, -SIGTERM, -SIGKILL])
    failing = WorkPlan(seconds=0, plan={"1": {"fails": True}})
    assert_codes(student.call("reap_all", n=3, start_method="fork", work=failing), [10, 1, 12])


@points(1)
@hint("What do your calls do when there is no child at all, and does the second call still know of the first one's?")
def test_no_children_and_many_calls(student: Student) -> None:
    """With no child at all the parent still works; and later calls work like the first, leaving nothing open."""
    run = student.call("reap_all", n=0, start_method="fork", work=WorkPlan(seconds=0))
    assert run.value_as(dict[str, int]) == {}, "without children the result should be empty"
    assert_parent_worked(run)
    run = student.call("reap_all", n=2, start_method="fork", repeat=4, work=WorkPlan(seconds=0))
    codes = [sorted(each.values()) if isinstance(each, dict) else None for each in run.values]
    assert codes == [[10, 11]] * 4, "a later call did not give what the first one gave"
    run.assert_reaped()
    run.assert_clean()
    run.assert_descriptors_kept()

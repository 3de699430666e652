"""03: two processes wait for each other for ever, and many transfers never do.

What a process sleeps on, and who holds it, is evidence: so a deadlock is asked for by its wait-for graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from typing import Any

from grader.model import Ending
from grader.suite import Run, Student, WorkPlan, after, hint, points

Transfers = list[list[Any]]
PATIENCE_SECONDS = 6
"""How long a program has time to deadlock, which a right one does at once."""
LATE_SECONDS = 3
"""How late one of the two is, under schedules where that takes no time."""
TOGETHER_SECONDS = (0.06, 0.3, 1)
"""How long work takes while two processes should do it together; each is tried if the ones before it were too short."""


def reached(run: Run) -> list[tuple[Any, int]]:
    """Which names were worked on to the end, and by whom."""
    return sorted((str(piece.item), piece.pid) for piece in run.worked if piece.ended is not None)


def assert_each_holds_one(run: Run) -> None:
    """Each of two children has reached its first lock, and neither of them both."""
    run.assert_processes(2)
    assert len(run.children) == 2, "the two processes are not both children of the caller"
    both = any(piece.item == "both" for piece in run.worked)
    assert not both, "one of the two got both locks"
    assert [name for name, _ in reached(run)] == ["left", "right"], "not each of the two names was worked on once"
    assert {pid for _, pid in reached(run)} == {life.pid for life in run.others}, (
        "it was not each of the two who worked"
    )


def assert_deadlocked(student: Student, start_method: str) -> None:
    """Two children have reached one lock each, and each of them waits for the other one's, for ever."""
    run = student.call("deadlock", start_method=start_method, work=WorkPlan(seconds=0), wall_seconds=PATIENCE_SECONDS)
    run.assert_deadlocked(2)
    assert_each_holds_one(run)


def assert_stands_still(run: Run) -> None:
    """Nobody can ever go on, each of two children holding its first lock; what they wait for is another check's."""
    assert not run.evidence.returns, "the call returned, where it should wait for ever"
    assert run.evidence.ending is Ending.DEADLOCKED, f"the program should be deadlocked, but it {run.evidence.sentence}"
    assert_each_holds_one(run)


def some_transfers(random: Random, names: Sequence[str], number: int) -> Transfers:
    """Transfers between any two accounts, all in one direction, so that no order of the locks can close a circle."""
    return [[*sorted(random.sample(names, 2)), random.randrange(1, 100)] for _ in range(number)]


def balances_after(accounts: dict[str, int], transfers: Transfers) -> dict[str, int]:
    """The balances when one transfer is made after the other."""
    balances = dict(accounts)
    for source, target, amount in transfers:
        balances[source] -= amount
        balances[target] += amount
    return balances


def holdings(run: Run) -> Iterator[tuple[str, float, float]]:
    """From when to when an account was surely held: its name, when make(account) began, when the work on it ended."""
    begun: dict[int, list[tuple[str, float]]] = {}
    for piece in run.work:
        if piece.step == "make":
            begun.setdefault(piece.pid, []).append((str(piece.item), piece.began))
        else:
            ended = float("inf") if piece.ended is None else piece.ended
            yield from ((name, began, ended) for name, began in begun.pop(piece.pid, []))


def assert_in_one_hand(run: Run) -> None:
    """No two transfers held one account at the same time, from make(account) to the end of the work."""
    for (name, began, ended), (other, its_began, its_ended) in combinations(holdings(run), 2):
        apart = name != other or ended <= its_began or its_ended <= began
        assert apart, "make(account) or work(k) was called for an account while another transfer was holding it"


def assert_transferred(run: Run, accounts: dict[str, int], transfers: Transfers, workers: int) -> None:
    """The balances are right, and each transfer was worked on once, by one of not too many children."""
    balances = run.value_as(dict[str, int])
    run.assert_worked(range(len(transfers)))
    by_main = any(piece.pid == run.evidence.main for piece in run.work)
    assert not by_main, "main made a transfer itself; that belongs in the children"
    assert balances == balances_after(accounts, transfers), "the balances are not those of all transfers"
    started = len(run.others)
    assert started <= workers, f"{started} processes were started, where {workers} is the most"
    locked = sorted(str(piece.item) for piece in run.work if piece.step == "make")
    wanted = sorted(name for source, target, _ in transfers for name in {source, target})
    assert locked == wanted, "make(account) was not called once for each account of each transfer"


@points(1)
@hint("Each of the two must hold one lock before either asks for the other one: how do they know that of each other?")
def test_two_processes_wait_for_each_other(student: Student) -> None:
    """deadlock() never returns: each of two children holds its lock and waits for the one that the other holds."""
    assert_deadlocked(student, "fork")


@points(1)
@hint("What happens if one of the two starts so late that the other one finds both locks free?")
@after(test_two_processes_wait_for_each_other)
def test_it_deadlocks_whatever_the_timing(student: Student) -> None:
    """It deadlocks every time, also when one of the two processes is late."""
    for late in ("left", "right"):
        work = WorkPlan(seconds=0, plan={f'"{late}"': {"step": "make", "seconds": LATE_SECONDS}})
        runs = student.explore(
            "deadlock", only_orders=True, start_method="fork", work=work, wall_seconds=PATIENCE_SECONDS
        )
        runs.all_satisfy(assert_stands_still)


@points(1)
@hint("Where are the balances, if all processes are to change the same ones, and each transfer is to be made once?")
def test_the_balances_are_right(student: Student) -> None:
    """The balances are those of making one transfer after the other, and each work(k) was called once, by a child."""
    accounts = {name: student.random.randrange(1000) for name in ("ann", "bob", "cem", "dora")}
    transfers = some_transfers(student.random, sorted(accounts), 11)
    run = student.call(
        "transfer_all", accounts=accounts, transfers=transfers, workers=3, start_method="fork", work=WorkPlan(seconds=0)
    )
    assert_transferred(run, accounts, transfers, workers=3)


@points(1)
@hint("Two processes that lock the same two accounts: who takes which one first?")
def test_opposite_transfers_never_deadlock(student: Student) -> None:
    """Transfers to and fro between two accounts never deadlock, and no money is lost, whatever the schedule."""
    accounts, transfers = {"ann": 10, "bob": 20}, [["ann", "bob", 3], ["bob", "ann", 5]]
    arguments = {"accounts": accounts, "transfers": transfers, "workers": 2}
    runs = student.explore("transfer_all", **arguments, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_transferred(run, accounts, transfers, workers=2))


@points(1)
@hint("How often is the lock of an account taken that is both source and target?")
@after(test_the_balances_are_right)
def test_an_account_may_pay_to_itself(student: Student) -> None:
    """A transfer from an account to itself changes nothing, and never deadlocks."""
    accounts, transfers = {"ann": 10, "bob": 20}, [["bob", "bob", 7], ["ann", "bob", 1]]
    for workers in (1, 2):
        run = student.call("transfer_all", accounts=accounts, transfers=transfers, workers=workers, start_method="fork")
        assert_transferred(run, accounts, transfers, workers)


@points(1)
@hint("From when to when must an account stay locked, and is it the same lock for all processes?")
def test_an_account_is_in_one_hand_at_a_time(student: Student) -> None:
    """Transfers that have an account in common never hold it at the same time, as source or as target."""
    accounts = {"ann": 10, "bob": 20, "cem": 30, "dora": 40}
    transfers = [["ann", "bob", 1], ["ann", "cem", 2], ["dora", "ann", 4]]
    arguments = {"accounts": accounts, "transfers": transfers, "workers": 3}

    def claim(run: Run) -> None:
        assert_in_one_hand(run)
        assert_transferred(run, accounts, transfers, workers=3)

    work = WorkPlan(seconds=0.1)
    student.explore("transfer_all", **arguments, only_orders=True, start_method="fork", work=work).all_satisfy(claim)


@points(1)
@hint("Must somebody who wants ann and bob wait for somebody who holds cem and dora?")
@after(test_the_balances_are_right)
def test_transfers_without_a_common_account_overlap(student: Student) -> None:
    """Two transfers that have no account in common are worked on at the same time: there is no one lock for all."""
    accounts = {"ann": 10, "bob": 20, "cem": 30, "dora": 40}
    transfers = [["ann", "bob", 3], ["dora", "cem", 5]]
    for seconds in TOGETHER_SECONDS:
        work = WorkPlan(seconds=seconds)
        run = student.call(
            "transfer_all", accounts=accounts, transfers=transfers, workers=2, start_method="fork", work=work
        )
        assert_transferred(run, accounts, transfers, workers=2)
        if run.most_working >= 2:
            return
    run.assert_working_together(2)


@points(1)
@hint("What happens to the lock if the work raises before the line that releases it? And who looks how a child ended?")
@after(test_the_balances_are_right)
def test_a_failing_transfer_frees_its_accounts(student: Student) -> None:
    """If work(k) fails, its locks are released, the call raises an error, and nobody waits for ever."""
    plan = WorkPlan(seconds=0, plan={"0": {"fails": True}, "1": {"fails": True}})
    accounts, transfers = {"ann": 10, "bob": 20}, [["ann", "bob", 1], ["ann", "bob", 2]]
    run = student.call(
        "transfer_all", accounts=accounts, transfers=transfers, workers=2, start_method="fork", work=plan
    )
    run.assert_raised()
    assert any(piece.failed for piece in run.work), "an error was raised, but no process had called work() by then"
    run.assert_clean()


@points(1)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
@after(test_the_balances_are_right)
def test_every_start_method_will_do(student: Student) -> None:
    """Both functions work the same with spawn and forkserver, where a child inherits no variables and no locks."""
    accounts, transfers = {"ann": 10, "bob": 20}, [["ann", "bob", 3], ["bob", "ann", 5]]
    for method, workers in (("spawn", 1), ("forkserver", 2)):
        run = student.call(
            "transfer_all",
            accounts=accounts,
            transfers=transfers,
            workers=workers,
            start_method=method,
            work=WorkPlan(seconds=0),
        )
        assert_transferred(run, accounts, transfers, workers)
    assert_deadlocked(student, "forkserver")


@points(1)
@hint("What is there to do for a worker without a transfer? And what does the second call know of the first one?")
def test_hardly_anything_and_many_calls(student: Student) -> None:
    """No transfers, or fewer than workers, will do; later calls work like the first one, and nothing is left behind."""
    for accounts, transfers in (({"ann": 10, "bob": -5}, []), ({"ann": 1, "bob": 2}, [["bob", "ann", 9]])):
        run = student.call(
            "transfer_all", accounts=accounts, transfers=transfers, workers=4, start_method="fork", repeat=4
        )
        same = all(each == balances_after(accounts, transfers) for each in run.values)
        assert same, "a call did not give the balances of its own transfers"
        run.assert_reaped()
        run.assert_clean()
        run.assert_descriptors_kept()

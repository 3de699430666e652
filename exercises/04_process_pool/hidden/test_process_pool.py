"""04: a fixed number of workers, used again and again, and every item's fate is told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from signal import SIGKILL
from typing import Any

from grader.model import Work
from grader.sandbox.door import ProcessLook
from grader.suite import Run, Student, WorkPlan, after, hint, points
from grader.suite.run import as_key
from grader.suite.shapes import fits

Answers = list[dict[str, Any]]
Table = Sequence[ProcessLook]
PATIENCE_SECONDS = 4
"""How long a watched program has time for what a right one does at once."""
MOST_WORKERS = 9
"""More workers than the machine has cores are asked for, as long as that is no more than these."""
SLOW_SECONDS = (0.15, 0.5, 1.5)
"""How long the slow item takes, from try to try: on a crowded machine a free worker needs more time for the others."""


def result_of(item: Any) -> Any:
    """What work(item) returns."""
    return item.upper() if isinstance(item, str) else item * item


def answers_of(run: Run) -> list[Answers]:
    """What each of the calls returned, an empty list for a call that returned something of another shape."""
    return [each if isinstance(each, list) and fits(each, Answers) else [] for each in run.values]


def children_in(table: Table, main: int) -> list[ProcessLook]:
    """The processes in a table that live, main and the library's services aside."""
    return [look for look in table if look.pid != main and not look.is_service and look.state != "Z"]


def has_children(main: int, number: int) -> Callable[[Table], bool]:
    """Whether a process table shows that many living processes besides main."""
    return lambda table: len(children_in(table, main)) >= number


def never(_: Table) -> bool:
    """For waiting until some time has passed."""
    return False


def assert_told(answers: Answers, done: Sequence[Work]) -> None:
    """Each answer with a result gives the right one, and the pid of the process that worked on that item."""
    told = [answer for answer in answers if "error" not in answer]
    for answer in told:
        assert answer.get("result") == result_of(answer["item"]), "a result is not what work(item) returned"
    pids = Counter((as_key(answer["item"]), as_key(answer.get("pid"))) for answer in told)
    seen = Counter((as_key(piece.item), as_key(piece.pid)) for piece in done)
    assert not pids - seen, "a pid in the result is not the pid of the process that worked on that item"


def assert_all_done(run: Run, items: list[Any]) -> None:
    """Each item was worked on once, by a child, and the result tells by whom and what came out, in the items' order."""
    answers = run.value_as(Answers)
    if items:
        run.assert_worked_in_children()
    run.assert_worked(items)
    assert [answer.get("item") for answer in answers] == items, "the result does not hold the items in their order"
    assert not any("error" in answer for answer in answers), 'there is an "error" for an item whose work did not fail'
    assert_told(answers, run.worked)


@points(1)
@hint("A pool calls a function that it can find by its name in your file; and leaving a pool may cut its work short.")
def test_every_item_is_worked_on_once(student: Student) -> None:
    """Each item is worked on once, by a worker process, and its result and that process's pid come home."""
    first = student.random.randrange(10, 1000)
    items = [first, "a text", 0, first, first + 1]
    run = student.call("pool_map", items=items, workers=1, start_method="fork", work=WorkPlan(seconds=0.02))
    assert_all_done(run, items)


@points(1)
@hint("Some ways of asking a pool give what is ready first, others what was asked first.")
@after(test_every_item_is_worked_on_once)
def test_results_are_in_the_order_of_the_items(student: Student) -> None:
    """Each item is done once, and the results stand in the items' order, whoever is first, whatever the schedule."""
    items = student.random.sample(range(2, 1000), 6)
    plan = {str(items[0]): {"seconds": 0.12}, str(items[1]): {"seconds": 0.06}}
    work = WorkPlan(seconds=0, plan=plan)
    run = student.call("pool_map", items=items, workers=3, start_method="fork", work=work)
    assert_all_done(run, items)
    runs = student.explore("pool_map", items=[2, 3, 4], workers=2, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_all_done(run, [2, 3, 4]))


@points(1)
@hint("Who decides how many processes your pool has: you, or the number of the machine's cores?")
@after(test_every_item_is_worked_on_once)
def test_there_are_as_many_workers_as_asked_for(student: Student) -> None:
    """With enough to do, exactly as many workers as asked for are alive and at work at one instant, and never more."""
    workers = min(max(os.cpu_count() or 1, 2) + 1, MOST_WORKERS)
    call = {"items": list(range(2 * workers + 1)), "workers": workers, "start_method": "fork"}
    with student.program("pool_map", **call, work=WorkPlan(seconds=30)) as live:
        live.wait(has_children(live.main, workers), within_seconds=PATIENCE_SECONDS)
    live.run.assert_overlap(workers)
    for seconds in (0.03, 0.1, 0.3):
        run = student.call("pool_map", **call, work=WorkPlan(seconds=seconds))
        assert_all_done(run, call["items"])
        most = run.most_alive
        assert most <= workers, f"{most} processes besides main were alive at one instant, with {workers} workers"
        if run.most_working == workers:
            return
    run.assert_working_together(workers)


@points(1)
@hint("What does a worker do when it has done its first item?")
@after(test_every_item_is_worked_on_once)
def test_workers_are_used_again(student: Student) -> None:
    """A worker takes one item after the other: many items for two workers are the work of two processes in all."""
    run = student.call("pool_map", items=list(range(12)), workers=2, start_method="fork", work=WorkPlan(seconds=0.015))
    assert_all_done(run, list(range(12)))
    run.assert_processes(2)


@points(1)
@hint("How many items does a worker get at a time, and who decided that?")
@after(test_every_item_is_worked_on_once)
def test_a_slow_item_holds_up_nobody_else(student: Student) -> None:
    """While one worker is busy with a slow item, the other one does everything else."""
    extra = 0
    for seconds in SLOW_SECONDS:
        work = WorkPlan(seconds=0.004, plan={"0": {"seconds": seconds}})
        run = student.call("pool_map", items=list(range(10)), workers=2, start_method="fork", work=work)
        assert_all_done(run, list(range(10)))
        busy = next(piece.pid for piece in run.worked if piece.item == 0)
        extra = sum(1 for piece in run.worked if piece.pid == busy) - 1
        if not extra:
            return
    assert extra == 0, f"{extra} other items had to wait for the worker that was busy, though another one was free"


@points(1)
@hint("Where can the exception of one item be caught, so that it becomes that item's answer and nothing else?")
@after(test_every_item_is_worked_on_once)
def test_a_failing_item_spoils_no_other(student: Student) -> None:
    """An item whose work fails has an error with the exception's message; all others are done, none of them twice."""
    items = [5, 6, 7, 8, 9]
    plan = {str(item): {"fails": True} for item in (5, 8)}
    run = student.call("pool_map", items=items, workers=2, start_method="fork", work=WorkPlan(seconds=0.005, plan=plan))
    answers = run.value_as(Answers)
    run.assert_worked(items)
    assert [answer.get("item") for answer in answers] == items, "the result does not hold the items in their order"
    failed = [answer["item"] for answer in answers if "error" in answer]
    assert failed == [5, 8], 'there should be an "error" for the items whose work failed, and for no other'
    for answer in answers:
        if "error" in answer:
            words = f"the work on {answer['item']} failed" in str(answer["error"])
            assert words, "the error does not contain the exception's message"
    assert_told(answers, run.worked)
    run.assert_processes(2)


@points(1)
@hint("A killed worker sends nothing: does whoever waits for its result notice that the process has ended?")
@after(test_every_item_is_worked_on_once)
def test_a_killed_worker_is_an_error(student: Student) -> None:
    """If a worker is killed while it works, the call raises, or tells an error for that item: it never hangs."""
    # One item more than there are workers, and none beyond: if a process dies while jobs are not even in its queue yet,
    # ProcessPoolExecutor.map of Python 3.10 and 3.11 may leave the others behind (cpython pull request 108974).
    items = [1, 2, 3]
    with student.program("pool_map", items=items, workers=2, start_method="fork", work=WorkPlan(seconds=0.3)) as live:
        live.wait(has_children(live.main, 2), within_seconds=PATIENCE_SECONDS)
        table = live.wait(never, within_seconds=0.1) or live.look()
        for look in children_in(table, live.main)[:1]:
            live.signal(SIGKILL, look.pid)
        live.wait_ended(within_seconds=PATIENCE_SECONDS)
    run = live.run
    lost = [piece.item for piece in run.worked if piece.ended is None]
    if run.failure is not None or not run.evidence.returns:
        run.assert_raised()
    else:
        answers = run.value_as(Answers)
        assert [answer.get("item") for answer in answers] == items, "the result does not hold the items in their order"
        missing = [item for item in lost if "error" not in answers[items.index(item)]]
        assert not missing, 'the worker was killed in the middle of an item for which there is no "error"'
        done = [answer for answer in answers if "error" not in answer]
        assert len(done) >= len(items) - len(lost), "items that nobody was killed over have no result"
        assert_told(done, run.worked)
    run.assert_clean()


@points(1)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
@after(test_every_item_is_worked_on_once)
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with the start methods spawn and forkserver, where a child inherits no variables."""
    for method, workers in (("spawn", 1), ("forkserver", 2)):
        run = student.call(
            "pool_map", items=[1, 2, 3], workers=workers, start_method=method, work=WorkPlan(seconds=0.01)
        )
        assert_all_done(run, [1, 2, 3])


@points(1)
@hint("What does your pool do without items, and with more workers than items?")
def test_hardly_anything_is_enough(student: Student) -> None:
    """No items give an empty list; one item is enough for four workers, and one worker is enough for all items."""
    for items, workers in (([], 2), ([7], 4), ([1, "b", 3], 1)):
        run = student.call("pool_map", items=items, workers=workers, start_method="fork", work=WorkPlan(seconds=0))
        assert_all_done(run, items)
        started = len(run.others)
        assert started <= workers, f"{started} processes were started, where {workers} is the most"


@points(1)
@hint("Who tells the workers that nothing more will come, and who waits until they have gone?")
@after(test_every_item_is_worked_on_once)
def test_nothing_is_left_behind(student: Student) -> None:
    """It works again and again in one process, and leaves no process, no zombie and no open descriptor."""
    run = student.call(
        "pool_map", items=[1, 2, 3], workers=2, start_method="fork", repeat=4, work=WorkPlan(seconds=0.002)
    )
    results = [[answer.get("result") for answer in each] for each in answers_of(run)]
    assert results == [[1, 4, 9]] * 4, "a later call did not give what the first one gave"
    run.assert_reaped()
    run.assert_clean()
    run.assert_descriptors_kept()

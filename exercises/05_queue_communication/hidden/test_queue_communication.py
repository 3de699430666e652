"""05: every item crosses one bounded queue, once and in order, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from grader.suite import Run, Student, WorkPlan, after, hint, points, public

AT_ONCE = WorkPlan(seconds=0)
LATE_SECONDS = 3
"""How late an item is, under schedules where that takes no time."""
SLOW_SECONDS = (0.15, 0.5, 1.5)
"""How long a slow item takes, from try to try: on a crowded machine a free consumer needs more time for the others."""


def pieces(run: Run, step: str) -> dict[int, list[Any]]:
    """What each process made, or worked on, in the order in which it did so: pid to items."""
    by_pid: dict[int, list[Any]] = {}
    for piece in run.work:
        if piece.step == step:
            by_pid.setdefault(piece.pid, []).append(piece.item)
    return by_pid


def in_order(lists: Sequence[Sequence[Any]]) -> list[str]:
    """Lists without the empty ones, in an order that depends on nothing but what is in them."""
    return sorted(repr(list(each)) for each in lists if each)


def flat(lists: Any) -> list[str]:
    """All items of all lists in an order of their own, as text; whatever was returned, this raises nothing."""
    return sorted(repr(item) for each in lists if isinstance(each, list) for item in each) if lists else []


def most_in_flight(run: Run) -> int:
    """The largest number of items that were on the queue or in a consumer's hands at one instant.

    An item is known to have been put once its producer begins to make the next one, and is finished when the work on
    it ends. The last item of a producer is not counted, so the number is never too large.
    """
    made: dict[int, list[float]] = {}
    for piece in run.work:
        if piece.step == "make":
            made.setdefault(piece.pid, []).append(piece.began)
    put = chain.from_iterable(moments[1:] for moments in made.values())
    finished = (piece.ended for piece in run.work if piece.step == "work" and piece.ended is not None)
    changes = sorted([*((moment, 1) for moment in put), *((moment, -1) for moment in finished)])
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most


def assert_each_item_once(run: Run, batches: list[list[Any]], consumers: int) -> None:
    """Every item is in the result once, made once by a child and worked on once by a child."""
    lists = run.value_as(list[list[Any]])
    items = flat(batches)
    assert len(lists) == consumers, f"the result holds {len(lists)} lists for {consumers} consumers"
    assert flat(lists) == items, "the lists do not hold every item exactly once"
    for step in ("make", "work"):
        done = pieces(run, step)
        assert flat(list(done.values())) == items, f"not every item met {step}() once"
        assert run.evidence.main not in done, f"main called {step}() itself; that belongs in a child"


@points(2)
@public
@hint(
    "An empty queue only means that nothing is there yet; every single consumer has to be told that no more will come."
)
def test_every_item_crosses_once(student: Student) -> None:
    """Every item is made, taken and worked on once, by children, whatever the schedule; equal items are two items."""
    first = student.random.randrange(100, 900)
    batches = [[first, first + 1, first], [first, first + 2]]
    run = student.call("run_queue", batches=batches, consumers=2, capacity=2, start_method="fork", work=AT_ONCE)
    assert_each_item_once(run, batches, consumers=2)
    late = WorkPlan(seconds=0, plan={"2": {"step": "make", "seconds": LATE_SECONDS}})
    runs = student.explore(
        "run_queue", batches=[[1, 2]], consumers=2, capacity=1, only_orders=True, start_method="fork", work=late
    )
    runs.all_satisfy(lambda run: assert_each_item_once(run, [[1, 2]], consumers=2))
    batches = [[1], [1]]
    runs = student.explore("run_queue", batches=batches, consumers=1, capacity=2, start_method="fork", work=AT_ONCE)
    runs.all_satisfy(lambda run: assert_each_item_once(run, batches, consumers=1))


@points(1)
@hint("With spawn and forkserver a child imports your file anew, and knows only its top level and its own arguments.")
@after(test_every_item_crosses_once)
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with the start methods spawn and forkserver, where a child inherits no variables."""
    for method in ("spawn", "forkserver"):
        run = student.call("run_queue", batches=[[1, 2]], consumers=1, capacity=1, start_method=method, work=AT_ONCE)
        assert_each_item_once(run, [[1, 2]], consumers=1)


@points(1)
@hint("Let each consumer keep its own list and hand it over when it is done; then nothing needs to be sorted.")
@after(test_every_item_crosses_once)
def test_lists_keep_the_order(student: Student) -> None:
    """Each list is what one consumer took, in the order in which it took it; so each producer's order is kept."""
    numbers = student.random.sample(range(1000), 15)
    batches = [numbers[:5], numbers[5:10], numbers[10:]]
    slow = {str(numbers[0]): {"seconds": 0.05}}
    run = student.call(
        "run_queue",
        batches=batches,
        consumers=2,
        capacity=3,
        start_method="fork",
        work=WorkPlan(seconds=0.002, plan=slow),
    )
    lists = run.value_as(list[list[int]])
    for taken in lists:
        for batch in batches:
            ours = [item for item in taken if item in batch]
            assert ours == sorted(ours, key=batch.index), "a list holds the items of one producer in another order"
    assert in_order(lists) == in_order(list(pieces(run, "work").values())), (
        "the lists are not what the consumers worked on, one list for each, in that order"
    )


@points(1)
@hint("Somebody who is faster than the others has to be stopped by the queue itself: how much may it hold?")
@after(test_every_item_crosses_once)
def test_a_full_queue_makes_producers_wait(student: Student) -> None:
    """Items in flight, put and not yet finished, are never more than the capacity plus the number of consumers."""
    run = student.call(
        "run_queue",
        batches=[list(range(10))],
        consumers=1,
        capacity=2,
        start_method="fork",
        work=WorkPlan(seconds=0.01),
    )
    assert len(run.value_as(list[list[int]])) == 1
    most = most_in_flight(run)
    assert most <= 2 + 1, f"{most} items were in flight at one instant, with a capacity of 2 and one consumer"


@points(1)
@hint("Who takes the next item should be decided when a consumer is free, not before.")
@after(test_every_item_crosses_once)
def test_a_slow_item_holds_up_nobody_else(student: Student) -> None:
    """While one consumer is busy with a slow item, the other consumers take everything else."""
    for seconds in SLOW_SECONDS:
        run = student.call(
            "run_queue",
            batches=[list(range(9))],
            consumers=2,
            capacity=2,
            start_method="fork",
            work=WorkPlan(seconds=0.004, plan={"0": {"seconds": seconds}}),
        )
        run.last_return()
        busy = next((items for items in pieces(run, "work").values() if 0 in items), [])
        if run.most_working >= 2 and busy == [0]:
            return
    run.assert_working_together(2)
    assert busy == [0], f"{len(busy) - 1} other items went to the consumer that was busy, though another one was free"


@points(1)
@hint("A process that has put something large on a queue cannot end before somebody took it: what comes before join()?")
@after(test_every_item_crosses_once)
def test_large_items_pass(student: Student) -> None:
    """Items of 1 MB cross the queue and come back in the result."""
    batches = [["a" * 1_000_000], ["b" * 1_000_000]]
    run = student.call("run_queue", batches=batches, consumers=2, capacity=2, start_method="fork", work=AT_ONCE)
    same = flat(run.value_as(list[list[str]])) == flat(batches)
    assert same, "the large items did not come back as they were"


@points(1)
@hint("Ask of each process that ends how it ended; and ask who takes from a full queue once a consumer has given up.")
@after(test_every_item_crosses_once)
def test_a_failure_in_a_child_is_an_error(student: Student) -> None:
    """If make() or work() fails in a child, the call raises an error: it neither hangs nor returns what is left."""
    batches = [list(range(1, 8)), list(range(11, 18))]
    for step, consumers in (("work", 1), ("make", 2)):
        plan = WorkPlan(seconds=0, plan={"3": {"step": step, "fails": True}})
        run = student.call(
            "run_queue", batches=batches, consumers=consumers, capacity=1, start_method="fork", work=plan
        )
        run.assert_raised()
        assert any(piece.failed for piece in run.work), (
            f"an error was raised, but {step}() had not been called for all items"
        )
        run.assert_clean()


@points(1)
@public
@hint("Is there one list for each consumer, even if it took nothing, or if nobody made anything?")
def test_hardly_anything_is_enough(student: Student) -> None:
    """No batch at all, empty batches, and more consumers than items give one list for each consumer."""
    for batches, consumers in (([], 2), ([[], [7]], 3)):
        run = student.call(
            "run_queue", batches=batches, consumers=consumers, capacity=1, start_method="fork", work=AT_ONCE
        )
        assert_each_item_once(run, batches, consumers)


@points(1)
@hint("Wait for every process you start, and close every end of a pipe that you open yourself.")
@after(test_every_item_crosses_once)
def test_nothing_is_left_behind(student: Student) -> None:
    """It works again and again in one process, and leaves no process, no zombie and no open descriptor."""
    batches = [[1, 2], [3]]
    run = student.call(
        "run_queue", batches=batches, consumers=2, capacity=1, start_method="fork", repeat=7, work=AT_ONCE
    )
    run.value_as(list[list[int]])
    assert all(flat(lists) == flat([[1, 2, 3]]) for lists in run.values), "a later call gave something else"
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()

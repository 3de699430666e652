"""08: several processes count even shares of the data into one shared array; no item is lost or counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.suite import Run, Student, WorkPlan, after, hint, points

TOGETHER_SECONDS = (0.04, 0.2, 0.6)
"""How long something takes, from try to try, while all are to be there: the shortest will do, unless the machine is
crowded, and a wrong program is late every time."""


def slow_first(seconds: float) -> WorkPlan:
    """Making the number 1 takes that long: meanwhile every worker comes to the array, where it has to wait."""
    return WorkPlan(seconds=0, plan={"1": {"step": "make", "seconds": seconds}})


def expected_counts(data: Sequence[int], bins: int) -> list[int]:
    """How many items fall into each bin."""
    fallen = Counter(item * item % bins for item in data)
    return [fallen[number] for number in range(bins)]


def made(run: Run) -> list[int]:
    """The numbers that were made, in ascending order."""
    return sorted(piece.item for piece in run.work if piece.step == "make" and isinstance(piece.item, int))


def worked_by_each(run: Run) -> list[int]:
    """How many items each process worked on, the smallest number first."""
    return sorted(Counter(piece.pid for piece in run.worked).values())


def lists_of(run: Run) -> dict[str, list[int]]:
    """The result, which has to have the two lists of the task."""
    result = run.value_as(dict[str, list[int]])
    assert sorted(result) == ["counts", "shares"], 'the result does not have just the keys "counts" and "shares"'
    return result


def assert_counted(run: Run, data: Sequence[int], bins: int) -> None:
    """Every item was worked on once by a child, and is counted in its bin."""
    counts = lists_of(run)["counts"]
    assert len(counts) == bins, f"there are {len(counts)} counts for {bins} bins"
    total = sum(counts)
    assert total == len(data), f"the counts add up to {total}, where {len(data)} items were to be counted"
    assert counts == expected_counts(data, bins), "an item was counted in a bin into which it does not fall"
    run.assert_worked(data)
    if data:
        run.assert_worked_in_children()


def assert_counted_one_by_one(run: Run) -> None:
    """Whoever works and counts has counted each item before it works on the next one."""
    steps: dict[int, list[str]] = {}
    for piece in run.work:
        steps.setdefault(piece.pid, []).append(piece.step)
    both = [done for done in steps.values() if len(set(done)) == 2]
    in_turns = all(done == ["work", "make"] * (len(done) // 2) for done in both)
    assert in_turns, "a worker went on to its next item before it had counted the one before"


def assert_even(run: Run, items: int, workers: int) -> None:
    """No share is larger than another by more than one, and together they are all items."""
    shares = lists_of(run)["shares"]
    assert len(shares) == workers, f"there are {len(shares)} shares for {workers} workers"
    assert sum(shares) == items, f"the shares add up to {sum(shares)}, where there are {items} items"
    assert max(shares) - min(shares) <= 1, f"the shares are {shares}: one is larger than another by more than 1"


@points(1)
@hint("Which memory does the worker write to? A list in a child is a copy; only a shared array comes back to you.")
def test_one_worker_counts(student: Student) -> None:
    """What one worker, in a child process, counts into the array is what the caller gets."""
    data = [student.random.randrange(100) for _ in range(20)]
    run = student.call("histogram", data=data, bins=4, workers=1, start_method="fork", work=WorkPlan(seconds=0))
    assert_counted(run, data, 4)
    shares = lists_of(run)["shares"]
    assert shares == [20], f"the shares are {shares}, where the one worker has all 20 items"


@points(2)
@hint("From before it reads a bin until after it has written it, a worker has to keep the others away from that bin.")
@after(test_one_worker_counts)
def test_no_item_is_lost_in_a_bin(student: Student) -> None:
    """Workers that count into the same bin lose nothing, whatever the schedule."""
    data = [2 * number for number in student.random.sample(range(50), 4)]
    runs = student.explore("histogram", data=data, bins=2, workers=2, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_counted(run, data, 2))


@points(1)
@hint("Every item is added to the shared array as soon as its bin is known; nobody keeps a list of counts of his own.")
@after(test_no_item_is_lost_in_a_bin)
def test_every_item_is_counted_in_the_shared_array(student: Student) -> None:
    """For each bin the numbers 1, 2, 3 and so on are made, each of them once: all workers count in one array."""
    data = [2] * 270 + [1] * student.random.randrange(10, 20)  # a bin with more than a byte can count
    run = student.call("histogram", data=data, bins=2, workers=3, start_method="fork", work=WorkPlan(seconds=0))
    assert_counted(run, data, 2)
    right = sorted(number for most in expected_counts(data, 2) for number in range(1, most + 1))
    assert made(run) == right, "the numbers made are not 1, 2, 3 and so on for each bin, each of them once"
    assert_counted_one_by_one(run)


@points(1)
@hint("If the items cannot be divided without a remainder, who gets the rest? Put your shares together and compare.")
@after(test_one_worker_counts)
def test_shares_are_even(student: Student) -> None:
    """Each item is in exactly one share, shares differ by 1 at most, and they are what the workers really did."""
    for items, workers in ((11, 4), (7, 3)):
        data = student.random.sample(range(1000), items)
        run = student.call("histogram", data=data, bins=1, workers=workers, start_method="fork", work=slow_first(0.05))
        assert_even(run, items, workers)
        run.assert_worked(data)
        done = worked_by_each(run)
        assert done == sorted(lists_of(run)["shares"]), (
            f"the shares are not what the workers did, which is {done} items"
        )


@points(1)
@hint("Start all workers before you wait for one, and hold the lock only while you count, not while you work.")
@after(test_no_item_is_lost_in_a_bin)
def test_workers_work_side_by_side(student: Student) -> None:
    """The workers' calls of work(item) overlap: none of them waits for the others while it works."""
    data = student.random.sample(range(100), 6)
    for seconds in TOGETHER_SECONDS:
        work = WorkPlan(seconds=seconds)
        run = student.call("histogram", data=data, bins=2, workers=3, start_method="fork", work=work)
        assert_counted(run, data, 2)
        if run.most_working >= 3:
            break
    run.assert_working_together(3)


@points(1)
@hint("Which share has the third worker if there are two items, and what is a share of nothing?")
@after(test_no_item_is_lost_in_a_bin)
def test_fewer_items_than_workers(student: Student) -> None:
    """With fewer items than workers, or none at all, each worker still has a share and each bin a count."""
    for data, bins, workers in (([], 3, 2), ([5], 2, 4)):
        run = student.call(
            "histogram",
            data=data,
            bins=bins,
            workers=workers,
            start_method="fork",
            wall_seconds=3,
            work=WorkPlan(seconds=0),
        )
        assert_counted(run, data, bins)
        assert_even(run, len(data), workers)


@points(1)
@hint("With spawn and forkserver a child imports your file anew: it shares only what its arguments bring along.")
@after(test_no_item_is_lost_in_a_bin)
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with the start methods spawn and forkserver, where a child inherits no variables."""
    for method, seconds in (("spawn", 0.1), ("forkserver", 0.05)):
        run = student.call("histogram", data=[1, 3], bins=2, workers=2, start_method=method, work=slow_first(seconds))
        assert_counted(run, [1, 3], 2)


@points(1)
@hint("A worker that fails still holds the lock, unless something gives it back on every way out; and who is told?")
@after(test_one_worker_counts)
def test_a_failure_in_a_worker_is_an_error(student: Student) -> None:
    """If work() or make() fails in a worker, the call raises an error: it neither hangs nor returns what there is."""
    for step in ("work", "make"):
        plan = WorkPlan(seconds=0, plan={"2": {"step": step, "fails": True, "seconds": 0.05}})
        run = student.call(
            "histogram", data=list(range(6)), bins=1, workers=2, start_method="fork", work=plan, wall_seconds=3
        )
        run.assert_raised()
        assert any(piece.failed for piece in run.work), f"an error was raised, but {step}(2) had not been called"
        run.assert_clean()


@points(1)
@hint("Make the array inside the call, wait for every process that you start, and close what you open.")
@after(test_no_item_is_lost_in_a_bin)
def test_nothing_is_left_behind(student: Student) -> None:
    """It counts from 0 again and again in one process, and leaves no process, no zombie and no open descriptor."""
    data = [0, 1, 2, 3, 4]
    run = student.call(
        "histogram", data=data, bins=3, workers=2, start_method="fork", repeat=4, work=WorkPlan(seconds=0)
    )
    counts = [each.get("counts") if isinstance(each, dict) else None for each in run.values]
    assert counts == [[2, 3, 0]] * 4, "a later call did not give what the first one gave"
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()

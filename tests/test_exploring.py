"""`student.explore`: schedules under which a program fails are found, fail again, and are told; right programs hold."""

from __future__ import annotations

from functools import partial

import pytest
from students import a_student

from grader.model import Cause, Ending

COUNTING = """
    from multiprocessing import Process, Value

    def add(counter, times):
        for _ in range(times):
            {}

    def solve(workers, times):
        counter = Value("i", 0)
        processes = [Process(target=add, args=(counter, times)) for _ in range(workers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return counter.value
"""
TWO_LOCKS = """
    from multiprocessing import Lock, Process

    def take(one, other):
        with one, other:
            pass

    def solve():
        left, right = Lock(), Lock()
        processes = [Process(target=take, args=(left, right)), Process(target=take, args=({}))]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return True
"""


@pytest.fixture
def student(sandbox):
    """Make a student out of a source."""
    return partial(a_student, sandbox, schedules=60)


def failing(student, expected, **arguments):
    """What is said of the first failing schedule, and the record of it."""
    runs = student.explore("solve", start_method="fork", **arguments)
    with pytest.raises(AssertionError) as caught:
        runs.all_satisfy(lambda run: run.value == expected)
    return str(caught.value), student.runs[-1].evidence


def test_an_update_that_can_be_lost_is_found_and_marked(student):
    said, record = failing(student(COUNTING.format("counter.value += 1")), 4, workers=2, times=2)
    assert "shows it, each time: --replay" in said
    assert any("this update is lost" in step.marked for step in record.schedule.steps)
    assert record.returns[0].value in (2, 3)


def test_what_holds_under_every_schedule_passes_and_says_how_much_was_tried(student):
    counting = student(COUNTING.format("with counter.get_lock(): counter.value += 1"), schedules=20)
    counting.explore("solve", start_method="fork", workers=2, times=2).all_satisfy(lambda run: run.value == 4)
    (explored,) = counting.explorations
    assert (explored.schedules, explored.failed, explored.processes) == (20, 0, 3)
    assert "20 schedules" in explored.sentence
    assert counting.cpu_seconds > 5 * sum(run.evidence.cpu_seconds for run in counting.runs), (
        "all schedules are counted"
    )


def test_a_check_may_say_how_many_are_enough_and_nobody_gets_more_than_they_asked_for(student):
    right = student(TWO_LOCKS.format("left, right"), schedules=6)
    for enough in (4, 8):
        right.explore("solve", schedules=enough, start_method="fork").all_satisfy(lambda run: run.value is True)
    assert [explored.schedules for explored in right.explorations] == [4, 6]


def test_locks_in_two_orders_deadlock_and_it_is_told_who_holds_what(student):
    said, record = failing(student(TWO_LOCKS.format("right, left")), True)
    assert record.ending is Ending.DEADLOCKED
    assert record.stall.cause is Cause.LOCK_CYCLE
    assert "waits for right, which main.2 holds" in said or "waits for left, which main.2 holds" in said


def test_locks_in_one_order_do_not(student):
    right = student(TWO_LOCKS.format("left, right"), schedules=20)
    right.explore("solve", start_method="fork").all_satisfy(lambda run: run.value is True)
    assert right.explorations[0].inconclusive == 0


THREADS = """
    import threading

    def solve():
        threads = [threading.Thread(target=len, args=("",)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return True
"""
MANAGING = """
    from multiprocessing import Manager

    def solve():
        with Manager() as manager:
            shared = manager.list()
            shared.append(1)
            return list(shared)
"""


def steps_of(student, source, expected):
    """What the natural order of a right program is made of: who did what to what."""
    made = student(source, schedules=1)
    made.explore("solve", start_method="fork").all_satisfy(lambda run: run.value == expected)
    return made.explorations[0].points


def test_what_the_library_does_to_start_a_thread_is_no_point_but_where_somebody_waits(student):
    # of each thread: that it is started, that somebody waits until it has begun, and that it is joined
    assert steps_of(student, THREADS, True) == 2 * 3


def test_the_greetings_of_a_manager_and_its_clients_are_no_points_but_where_somebody_waits(student):
    # several hundred if each piece of each message were one, and a quarter more if only the server's were
    assert steps_of(student, MANAGING, [1]) <= 95


def test_that_the_library_looks_for_ended_children_before_it_starts_one_is_no_point(student):
    source = """
    from multiprocessing import Process

    def solve():
        processes = [Process(target=int) for _ in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return True
    """
    assert steps_of(student, source, True) == 4 * 2


@pytest.mark.slow
def test_a_seed_shows_the_same_failure_again(student):
    source = COUNTING.format("counter.value += 1")
    first = student(source)
    _, found = failing(first, 4, workers=2, times=2)
    seed = first.explorations[0].seed
    _, again = failing(student(source, replay=seed), 4, workers=2, times=2)
    alike = [
        [(step.who, step.operation, step.thing, step.value) for step in each.schedule.steps] for each in (found, again)
    ]
    assert alike[0] == alike[1]


def test_each_schedule_finds_the_folder_as_it_was(student):
    source = """
        import os, tempfile
        def solve():
            seen = sorted(os.listdir(".")), os.listdir(tempfile.gettempdir())
            with open("new", "w") as file:
                file.write("x")
            with open("task.py", "a") as file:
                file.write("# changed")
            tempfile.mkdtemp()
            return [seen[0], len(seen[1]), os.path.getsize("task.py")]
        """
    tidy = student(source, schedules=4)
    values = []
    tidy.explore("solve", start_method="fork").all_satisfy(lambda run: values.append(run.value) is None)
    assert len(values) >= 4
    assert [value for value in values if value != values[0]] == []


def test_the_files_of_a_schedule_are_those_of_its_run(student):
    source = """
        def solve():
            with open("log", "a") as file:
                file.write("one line")
        """
    fetching = student(source, schedules=3)
    runs = fetching.explore("solve", start_method="fork", fetch=("log", "nothing"))
    runs.all_satisfy(lambda run: run.evidence.files == {"log": "one line"})


@pytest.mark.slow
def test_the_share_of_schedules_under_which_a_claim_holds(student):
    counting = student(COUNTING.format("counter.value += 1"), schedules=30)
    share = counting.explore("solve", start_method="fork", workers=2, times=1).pass_rate(lambda run: run.value == 2)
    assert 0 < share < 1
    assert counting.runs[-1].evidence.returns[0].value == 1


LEAVING = """
    import os, time
    def solve():
        child = os.fork()
        if child == 0:
            {}
            os._exit(0)
        {}
        return 1
"""


def test_who_waits_for_a_child_leaves_nothing(student):
    tidy = student(LEAVING.format("pass", "os.waitpid(child, 0)"), schedules=2)
    tidy.explore("solve", start_method="fork").all_satisfy(lambda run: run.assert_clean())


@pytest.mark.parametrize(
    ("child", "parent", "left"), [("pass", "time.sleep(1)", "zombie"), ("time.sleep(9)", "pass", "alive")]
)
def test_a_zombie_and_an_orphan_are_left_over_under_a_schedule_as_well(student, child, parent, left):
    leaving = student(LEAVING.format(child, parent), schedules=2)
    with pytest.raises(AssertionError, match=left):
        leaving.explore("solve", start_method="fork").all_satisfy(lambda run: run.assert_clean())

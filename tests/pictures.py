"""Runs worth a picture, one for each kind of story: a zombie, an orphan, a deadlock, an exception, a race."""

from __future__ import annotations

from builders import MAIN, a_child, a_run
from grades import a_check, a_failed_check, a_grade

from grader.model import (
    Cause,
    Ending,
    Exploration,
    Failure,
    Leftovers,
    Return,
    Schedule,
    Stall,
    Step,
    Verdict,
    Waiting,
    Work,
)

SOURCE = b'''"""Count together."""

from multiprocessing import Process, Value

from workshop import work


def add(counter, increments):
    for _ in range(increments):
        number = counter.value
        counter.value = number + 1


def count(workers):
    counter = Value("i", 0, lock=False)
    children = [Process(target=add, args=(counter, 1)) for _ in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return counter.value
'''
FILES = {"counting.py": SOURCE}


def a_zombie_run():
    """Two workers; nobody waits for the first."""
    return a_run(
        a_child(3, born=0.05, ended=0.3, reaped=1.05),
        a_child(4, born=0.07, ended=0.8, reaped=0.801),
        work=(Work(pid=3, item=1, began=0.1, ended=0.28), Work(pid=4, item=2, began=0.2, ended=0.75)),
        at_exit=Leftovers(zombies=(3,)),
        call="count(workers=2)  # start method: fork",
        output="counted to 2\n",
    )


def an_orphan_run():
    """A child that outlives main, is adopted, and is ended by the sandbox."""
    orphan = a_child(
        3, born=0.1, ended=1.2, exit_code=None, signal=9, killed=True, orphaned=1.0, adopted_by=1, reaped=1.2
    )
    return a_run(orphan, left=Leftovers(alive=(3,)), work=(Work(pid=3, item=1, began=0.2),))


def a_deadlocked_run():
    """Two processes that hold a lock each and wait for the other's, while main waits for the first."""
    killed = {"ended": 0.6, "exit_code": None, "signal": 9, "killed": True, "reaped": 0.6}
    main = a_child(MAIN, parent=1, born=0.0, **killed)
    return a_run(
        ending=Ending.DEADLOCKED,
        exit_code=None,
        seconds=0.61,
        processes=(main, a_child(3, born=0.05, **killed), a_child(4, born=0.06, **killed)),
        returns=(),
        work=(Work(pid=3, item=1, began=0.08, ended=0.2), Work(pid=4, item=2, began=0.1, ended=0.21)),
        call="transfer_all(workers=2)",
        stall=Stall(
            certain=True,
            since=0.22,
            noticed=0.6,
            cause=Cause.LOCK_CYCLE,
            sentence="process 3 and process 4 wait for each other",
            waits=(
                Waiting(pid=MAIN, thread=MAIN, kind="child", thing="process 3", holders=(3,),
                        sentence="main waits for process 3 to end"),
                Waiting(pid=3, thread=3, kind="lock", thing="lock 2", holders=(4,),
                        sentence="process 3 waits for lock 2, which process 4 holds"),
                Waiting(pid=4, thread=4, kind="lock", thing="lock 1", holders=(3,),
                        sentence="process 4 waits for lock 1, which process 3 holds"),
            ),
        ),
    )  # fmt: skip


def a_failed_run():
    """A child that raised; so did the call."""
    failure = Failure(
        kind="raised", type="ValueError", message="no such item", file="counting.py", line=10,
        traceback='Traceback (most recent call last):\n  File "counting.py", line 10, in add\nValueError: no such item',
    )  # fmt: skip
    return a_run(
        a_child(3, ended=0.4, exit_code=1, reaped=0.41),
        a_child(4, ended=0.8, reaped=0.81),
        returns=(Return(at=0.9, failure=failure),),
        work=(Work(pid=3, item=1, began=0.2, ended=0.39, failed=True), Work(pid=4, item=2, began=0.2, ended=0.7)),
        errors="Process Process-1:\nTraceback (most recent call last):\nValueError: no such item\n",
        call="count(workers=2)",
    )


def a_race_run():
    """The shortest schedule in which an update is lost."""
    at = {"file": "counting.py"}
    steps = (
        Step(who="main", pid=2, operation="fork", thing="main.1", line=18, **at),
        Step(who="main", pid=2, operation="fork", thing="main.2", line=18, **at),
        Step(who="main.1", pid=3, operation="read", thing="counter.value", value="0", line=10, **at),
        Step(who="main.2", pid=4, operation="read", thing="counter.value", value="0", line=10, **at),
        Step(who="main.2", pid=4, operation="write", thing="counter.value", value="1", line=11, **at),
        Step(who="main.2", pid=4, operation="exit"),
        Step(who="main", pid=2, operation="join", thing="main.1", line=20, blocked=True, **at),
        Step(who="main.1", pid=3, operation="write", thing="counter.value", value="1", line=11,
             marked="the update of main.2 is lost", **at),
        Step(who="main.1", pid=3, operation="exit"),
    )  # fmt: skip
    return a_run(
        a_child(3), a_child(4), value=1, call="count(workers=2)",
        schedule=Schedule(seed=4711, strategy="pct", points=9, switches=3, steps=steps),
    )  # fmt: skip


SEARCH = Exploration(
    call="count(workers=2)", schedules=64, failed=5, seed=4711, sentence="In 5 of 64 schedules an update was lost."
)


def a_grade_of_everything():
    """A grade with a check of each verdict and a picture of each kind."""
    return a_grade(
        a_check(promise="Every increment is in the sum."),
        a_failed_check("test_zombie", seen="process 3 was never reaped", evidence=(a_zombie_run(),)),
        a_failed_check("test_orphan", seen="process 3 outlived main", evidence=(an_orphan_run(),)),
        a_failed_check("test_deadlock", seen="the call did not return", evidence=(a_deadlocked_run(),)),
        a_failed_check("test_error", seen="the call raised an error", detail="got\n  1", evidence=(a_failed_run(),)),
        a_failed_check("test_race", seen="an update was lost", evidence=(a_race_run(),), explorations=(SEARCH,)),
        a_check("test_more", verdict=Verdict.SKIPPED, seen="is looked at once “It counts to the end” holds"),
        a_check("test_most", verdict=Verdict.UNKNOWN, seen="could not be judged, which is our fault"),
    )

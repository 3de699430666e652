"""What a hidden test may ask of a run that stood still."""

from __future__ import annotations

import pytest
from builders import MAIN, a_deadlock, a_run

from grader.model import Ending
from grader.suite.facts import PromiseError
from grader.suite.run import Run


def seen(assertion, *arguments):
    """What a failing assertion says to every student."""
    with pytest.raises(PromiseError) as caught:
        assertion(*arguments)
    return caught.value.seen


def test_two_that_wait_for_each_others_locks_are_deadlocked():
    Run(a_deadlock()).assert_deadlocked(2)


def test_two_semaphores_of_which_nobody_can_tell_the_holders_will_do_if_both_are_shared():
    everybody = (MAIN, 3, 4)
    Run(a_deadlock((3, "lock", "semaphore 1", everybody), (4, "lock", "semaphore 2", everybody))).assert_deadlocked(2)


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (
            a_deadlock((3, "lock", "semaphore 1", (MAIN, 3)), (4, "lock", "semaphore 2", (MAIN, 4))),
            "it is not 2 processes",
        ),
        (
            a_deadlock((3, "lock", "event 1", (MAIN, 3, 4)), (4, "lock", "event 2", (MAIN, 3, 4))),
            "it is not 2 processes",
        ),
        (a_deadlock((3, "lock", "lock 1", (MAIN, 3, 4)), (4, "lock", "lock 1", (MAIN, 3, 4))), "it is not 2 processes"),
        (a_run(), "the call returned, where it should wait for ever"),
        (a_run(returns=(), ending=Ending.TIMED_OUT), "should be deadlocked, but it was still running"),
        (a_deadlock((3, "lock", "lock 1", (3,)), (4, "lock", "lock 2", (4,))), "it is not 2 processes"),
        (a_deadlock((MAIN, "lock", "lock 1", (3,)), (3, "lock", "lock 2", (MAIN,))), "it is not 2 processes"),
        (a_deadlock((3, "read", "pipe 1", (4,)), (4, "read", "pipe 2", (3,))), "it is not 2 processes"),
    ],
    ids=["not shared", "events", "one lock", "returned", "slow", "each its own", "main is one of them", "no locks"],
)
def test_anything_else_is_no_such_deadlock(run, said):
    assert said in seen(Run(run).assert_deadlocked, 2)


def test_what_is_not_deadlocked_as_asked_says_who_waits_for_what():
    run = a_deadlock((3, "lock", "lock 1", (3,)), (4, "lock", "lock 2", (4,)))
    assert "3 waits for lock 1\n4 waits for lock 2" in seen(Run(run).assert_deadlocked, 2)


def test_a_run_that_stood_still_is_not_clean_and_says_who_waits_for_whom():
    said = seen(Run(a_deadlock()).assert_clean)
    assert said.startswith("the program did not end by itself: it was deadlocked: each holds a lock")
    assert "4 waits for lock 2" in said

"""The conductor, without a process: who gets the token, who waits, what time it is, and when nobody can go on."""

from __future__ import annotations

import pytest

from grader.languages.python.scheduling.conductor import MOST_SECONDS_IDLE, SPIN, Conductor
from grader.languages.python.scheduling.strategies import strategy_of


def a_conductor(strategy="natural", children=1, **plan):
    """A conductor whose main has started its children, and has the token."""
    conductor = Conductor(strategy_of({"seed": 0, "strategy": strategy, **plan}))
    conductor.next()
    for _ in range(children):
        conductor.reserve(conductor.main, thread=False, service=False)
    return conductor


def do(conductor, entity, operation, *things):
    """Announce something; gives who has the token then."""
    conductor.announce(entity, operation, things)
    return conductor.next()


def wait(conductor, entity, *things, timeout=None):
    """Say that what was announced would block; gives who has the token then."""
    conductor.block(entity, things, timeout)
    return conductor.next()


def test_entities_are_named_by_their_place_in_the_family():
    conductor = a_conductor(children=2)
    main, _, second = conductor.entities
    thread = conductor.reserve(second, thread=True, service=False)
    grandchild = conductor.reserve(second, thread=False, service=False)
    assert [each.name for each in (main, second, thread, grandchild)] == ["main", "main.2", "main.2/1", "main.2.1"]


def test_in_the_natural_order_a_child_waits_until_main_does():
    conductor = a_conductor()
    main, child = conductor.entities
    assert do(conductor, main, "read", "memory:1") is main
    assert do(conductor, main, "join", "process:1") is main
    assert wait(conductor, main, "process:1") is child


def test_who_waits_for_a_thing_goes_on_when_somebody_has_done_something_to_it():
    conductor = a_conductor()
    main, child = conductor.entities
    do(conductor, main, "acquire", "lock:1")
    wait(conductor, main, "lock:1")
    do(conductor, child, "release", "lock:2")
    assert do(conductor, child, "release", "lock:1") is child
    assert main.state == "blocked"
    assert do(conductor, child, "read", "memory:1") is main


def test_who_has_to_wait_in_passing_has_done_what_it_announced_before_and_gives_the_token_away():
    conductor = a_conductor()
    main, child = conductor.entities
    do(conductor, main, "acquire", "lock:1")
    conductor.wait(main, "receive", ["socket:1"], ("", None), ["socket:1"], None)
    assert (main.holding["lock:1"], main.operation, main.step["blocked"]) == (1, "receive", True)
    assert conductor.next() is child
    do(conductor, child, "send", "socket:1")
    assert do(conductor, child, "read", "memory:1") is main


def test_what_was_announced_has_not_been_done_before_the_next_word():
    conductor = a_conductor()
    main = conductor.main
    do(conductor, main, "acquire", "lock:1")
    assert conductor.holders(["lock:1"]) == []
    do(conductor, main, "read", "memory:1")
    assert conductor.holders(["lock:1"]) == [main]
    do(conductor, main, "release", "lock:1")
    do(conductor, main, "read", "memory:1")
    assert conductor.holders(["lock:1"]) == []


def test_who_ends_with_a_lock_holds_it_for_ever():
    conductor = a_conductor()
    main = conductor.main
    do(conductor, main, "acquire", "lock:1")
    conductor.end(main)
    assert conductor.holders(["lock:1"]) == [main]


def test_a_sleep_takes_no_time_but_that_of_the_clock():
    conductor = a_conductor()
    main, child = conductor.entities
    do(conductor, main, "sleep")
    assert wait(conductor, main, timeout=5.0) is child
    assert conductor.now == 0.0
    conductor.end(child)
    assert conductor.next() is main
    assert (conductor.now, main.timed_out) == (5.0, True)


def test_the_nearest_deadline_comes_first():
    conductor = a_conductor()
    main, child = conductor.entities
    do(conductor, main, "sleep")
    wait(conductor, main, timeout=5.0)
    do(conductor, child, "sleep")
    assert wait(conductor, child, timeout=2.0) is child
    assert conductor.now == 2.0


def test_a_deadlock_is_when_nobody_can_go_on_and_each_has_tried_again():
    conductor = a_conductor()
    main, child = conductor.entities
    do(conductor, main, "acquire", "lock:1")
    do(conductor, main, "acquire", "lock:2")
    assert wait(conductor, main, "lock:2") is child
    do(conductor, child, "acquire", "lock:1")
    retried = wait(conductor, child, "lock:1")
    assert retried is main
    assert wait(conductor, main, "lock:2") is child
    assert wait(conductor, child, "lock:1") is None
    assert conductor.blocked == [main, child]
    assert conductor.holders(child.things) == [main]


def test_who_only_polls_is_given_up_after_a_while():
    conductor = a_conductor(children=0)
    for _ in range(int(MOST_SECONDS_IDLE) + 2):
        conductor.announce(conductor.main, "sleep", ())
        if wait(conductor, conductor.main, timeout=1.0) is None:
            break
    assert conductor.only_polls


def test_the_timeout_of_a_service_does_not_move_the_clock():
    conductor = a_conductor(children=0)
    service = conductor.reserve(conductor.main, thread=True, service=True)
    do(conductor, conductor.main, "join", "process:1")
    wait(conductor, conductor.main, "process:1")
    do(conductor, service, "poll", "pipe:1")
    wait(conductor, service, "pipe:1", timeout=1.0)
    conductor.next()
    assert conductor.now == 0.0


def test_who_spins_lets_others_go_first_after_a_while():
    conductor = a_conductor()
    main, child = conductor.entities
    holders = [do(conductor, main, "read", "memory:1") for _ in range(SPIN)]
    assert set(holders) == {main}
    assert do(conductor, main, "read", "memory:1") is child


@pytest.mark.parametrize("strategy", ["walk", "POS", "URW", "PCT"])
def test_a_seed_gives_the_same_order_again(strategy):
    def order(seed):
        conductor = a_conductor(strategy, children=3, seed=seed, points=30)
        for _ in range(30):
            holder = conductor.holder
            do(conductor, holder, "read", "memory:1")
        return [step["who"] for step in conductor.log]

    assert order(7) == order(7)
    assert len({tuple(order(seed)) for seed in range(20)}) > 5


def test_a_preemption_lets_everyone_else_go_first():
    conductor = a_conductor(preemptions=[("main", 2)])
    main, child = conductor.entities
    assert do(conductor, main, "read", "memory:1") is main
    assert do(conductor, main, "write", "memory:1") is child
    conductor.end(child)
    assert conductor.next() is main
    assert conductor.switches == 1


def test_a_script_says_where_the_token_goes():
    conductor = a_conductor("scripted", children=2, switches=[("main", 1, "main.2"), ("main.2", 1, "main")])
    main, _, second = conductor.entities
    assert do(conductor, main, "read", "memory:1") is second
    assert do(conductor, second, "read", "memory:1") is main
    assert do(conductor, main, "read", "memory:1") is main


def test_what_is_tried_again_stands_in_the_log_once_as_waiting_and_once_as_done():
    conductor = a_conductor()
    main, child = conductor.entities
    do(conductor, main, "acquire", "lock:1")
    wait(conductor, main, "lock:1")
    do(conductor, child, "release", "lock:1")
    conductor.end(child)
    conductor.next()
    steps = [(step["who"], step["operation"], step["blocked"]) for step in conductor.log if step["number"]]
    assert [each for each in steps if each[1] == "acquire"] == [("main", "acquire", True), ("main", "acquire", False)]


def test_while_a_stranger_is_about_time_does_not_jump():
    conductor = a_conductor(children=0)
    conductor.paced = True
    do(conductor, conductor.main, "sleep")
    assert wait(conductor, conductor.main, timeout=1.0) is None
    conductor.pass_time(0.6)
    assert conductor.next() is None
    conductor.pass_time(0.6)
    assert conductor.next() is conductor.main
    assert conductor.now == pytest.approx(1.2)

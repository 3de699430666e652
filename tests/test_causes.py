"""Who can never be woken, and what the shape of a wait-for graph suggests; on graphs made by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Cause, Stall, Waiting
from grader.sandbox.blocking import Call
from grader.sandbox.causes import Seen, cause_of
from grader.sandbox.locks import Lock
from grader.sandbox.reach import Thing
from grader.sandbox.sleepers import Sleeper
from grader.sandbox.waits import Wait, dead_core

A, B, C, MAIN = 11, 12, 13, 10


def a_wait(who, kind, thing, *providers, timed=False, outside=False, thread=0):
    sleeper = Sleeper(who, who + thread, who + thread, 1, Call("read", (), timed))
    return Wait(sleeper, kind, (Thing(*thing),), None if outside else frozenset(providers))


def child_wait(who, child):
    return Seen(a_wait(who, "child", ("process", child), child))


def lock_wait(who, name, *holders, word="lock", sharers=(A, B, MAIN)):
    return Seen(a_wait(who, "lock", ("lock", name), *sharers), Lock(word, frozenset(holders)))


def semaphore_wait(who, name, *sharers):
    return Seen(a_wait(who, "lock", ("lock", name), *sharers), Lock("semaphore", None))


def pipe_wait(who, kind, name, *others, in_a_queue=False):
    return Seen(a_wait(who, kind, ("pipe", name), *others), None, in_a_queue)


@pytest.mark.parametrize(
    ("cause", "graph"),
    [
        (Cause.LOCK_CYCLE, [child_wait(MAIN, A), lock_wait(A, 1, B), lock_wait(B, 2, A)]),
        (Cause.LOCK_CYCLE, [lock_wait(A, 1, B), lock_wait(B, 2, C), lock_wait(C, 3, A)]),
        (Cause.LOCK_CYCLE, [semaphore_wait(A, 1, A, B, MAIN), semaphore_wait(B, 2, A, B, MAIN)]),
        (Cause.LOCK_TWICE, [child_wait(MAIN, A), lock_wait(A, 1, A)]),
        (Cause.LOCK_ABANDONED, [lock_wait(MAIN, 1)]),
        (
            Cause.BARRIER_SHORT,
            [child_wait(MAIN, A), Seen(a_wait(A, "lock", ("lock", 1), A, MAIN), Lock("barrier", None))],
        ),
        (Cause.JOIN_BEFORE_DRAIN, [child_wait(MAIN, A), pipe_wait(A, "write", 1, MAIN, in_a_queue=True)]),
        (Cause.EACH_SENDS_FIRST, [pipe_wait(A, "write", 1, B), pipe_wait(B, "write", 2, A)]),
        (Cause.EACH_SENDS_FIRST, [pipe_wait(A, "write", 1, A, B), pipe_wait(B, "write", 2, A)]),
        (Cause.EACH_READS_FIRST, [pipe_wait(A, "read", 1, B), pipe_wait(B, "read", 2, A)]),
        (Cause.SENTINEL_MISSING, [child_wait(MAIN, A), pipe_wait(A, "read", 1, A, MAIN, in_a_queue=True)]),
        (Cause.PIPE_END_FORGOTTEN, [child_wait(MAIN, A), pipe_wait(A, "read", 1, A)]),
        (Cause.PIPE_END_FORGOTTEN, [pipe_wait(A, "read", 1, A, B), pipe_wait(B, "read", 1, A, B)]),
        (Cause.CHILD_WAITS_FOR_PARENT, [child_wait(MAIN, A), lock_wait(A, 1, MAIN)]),
        (Cause.CHILD_WAITS_FOR_PARENT, [child_wait(MAIN, A), child_wait(A, B), lock_wait(B, 1, MAIN)]),
        (Cause.NOBODY_WILL_SIGNAL, [child_wait(MAIN, A), semaphore_wait(A, 1, A, MAIN)]),
        (Cause.NOBODY_WILL_SIGNAL, [semaphore_wait(A, 1, A, B), semaphore_wait(B, 1, A, B)]),
        (None, [child_wait(MAIN, A)]),
    ],
)
def test_a_shape_suggests_a_cause(cause, graph):
    assert cause_of(graph) is cause


def test_an_answer_that_does_not_come_is_no_forgotten_pipe():
    wait = Seen(a_wait(A, "read", ("socket", 1), B), is_answer=True)
    assert cause_of([wait]) is Cause.NOBODY_WILL_SIGNAL


# ---------------------------------------------------------------------------------------------- who is dead


def test_two_who_wait_for_each_other_are_dead():
    waits = [a_wait(A, "lock", ("lock", 1), B), a_wait(B, "lock", ("lock", 2), A)]
    assert dead_core(waits) == tuple(waits)


@pytest.mark.parametrize("alive", [{"timed": True}, {"outside": True}])
def test_one_who_may_go_on_keeps_everybody_alive_who_waits_for_him(alive):
    waits = [
        a_wait(MAIN, "child", ("process", A), A),
        a_wait(A, "lock", ("lock", 1), B),
        a_wait(B, "read", ("pipe", 1), **alive),
    ]
    assert dead_core(waits) == ()


def test_whom_an_alarm_may_wake_is_alive():
    assert dead_core([a_wait(A, "read", ("pipe", 1), A)], awake=[A]) == ()


def test_one_thread_that_is_alive_keeps_those_alive_who_wait_for_its_process():
    waits = [
        a_wait(A, "lock", ("lock", 1), B),
        a_wait(B, "thread", ("thread", 1), thread=1),
        a_wait(B, "time", ("", 0), timed=True),
    ]
    assert dead_core(waits) == (waits[1],)


edges = st.lists(st.tuples(st.integers(0, 5), st.frozensets(st.integers(0, 5)), st.booleans()), max_size=8)


@given(edges)
def test_nobody_dead_waits_for_anybody_alive(graph):
    waits = [
        a_wait(who, "lock", ("lock", 1), *others, timed=timed, thread=number)
        for number, (who, others, timed) in enumerate(graph)
    ]
    core = dead_core(waits)
    alive = {wait.process for wait in waits if wait not in core}
    assert all(not wait.sleeper.call.timed and not wait.providers & alive for wait in core)
    assert all(wait.sleeper.call.timed or wait.providers & alive for wait in waits if wait not in core)


# ---------------------------------------------------------------------------------------------- circles


def a_stall(*waits):
    waiting = tuple(Waiting(pid=pid, thread=pid, kind=kind, thing="", holders=holders) for pid, kind, holders in waits)
    return Stall(certain=True, since=0.0, noticed=0.1, waits=waiting)


@pytest.mark.parametrize(
    ("waits", "circle"),
    [
        ([(2, "child", (3,)), (3, "lock", (4,)), (4, "lock", (3,))], (3, 4)),
        ([(3, "lock", (4,)), (4, "lock", (5,)), (5, "lock", (3,))], (3, 4, 5)),
        ([(3, "lock", (3,)), (4, "lock", (4,))], ()),
        ([(3, "lock", (2, 4)), (4, "lock", (2, 3))], ()),
        ([(2, "child", (3,)), (3, "lock", (2,))], ()),
        ([], ()),
    ],
)
def test_a_circle_is_made_of_locks_that_one_other_process_holds(waits, circle):
    assert a_stall(*waits).circle(["lock"]) == circle


def test_any_kind_of_wait_can_close_a_circle():
    assert a_stall((2, "child", (3,)), (3, "lock", (2,))).circle() == (2, 3)

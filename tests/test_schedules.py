"""The trusted side of the race hunter, without a process: plans, places, splitting, searching, marking, summing up."""

from __future__ import annotations

import pytest
from builders import RACE, a_run, a_schedule, a_step

from grader.model import (
    Cause,
    Ending,
    Failure,
    Leftovers,
    ProcessLife,
    Return,
    Stall,
    Waiting,
    Work,
)
from grader.schedules.marking import LOST, STALE, STUCK, marked
from grader.schedules.places import Preemption, places, switches
from grader.schedules.plans import BASE_ORDERS, ORDER_SEEDS, Planner
from grader.schedules.search import BATCHES
from grader.schedules.splitting import split
from grader.schedules.standstill import explained

# ---------------------------------------------------------------------------------------------- places and plans


def test_places_are_steps_on_what_somebody_else_touches_and_somebody_changes():
    assert places(RACE) == (
        Preemption("main.1", 1),
        Preemption("main.2", 1),
        Preemption("main.1", 2),
        Preemption("main.2", 2),
    )
    assert places([a_step("main.1", 1, "read"), a_step("main.2", 1, "read")]) == ()


def test_of_what_is_done_often_at_one_place_the_first_times_and_the_last_are_places():
    steps = [a_step("main.1", number, "write", line=3) for number in range(1, 10)] + [a_step("main.2", 1, "read")]
    assert [place.step for place in places(steps) if place.who == "main.1"] == [1, 2, 9]


def test_a_seed_is_a_plan_the_natural_order_then_chance_then_other_orders_then_places_and_chance_in_turn():
    planner = Planner.for_profile(a_schedule(*RACE))
    plans = [planner.plan(seed) for seed in range(16)]
    assert [plan.strategy for plan in plans[:5]] == ["natural", "walk", "POS", "walk", "URW"]
    assert tuple(plans[seed].strategy for seed in ORDER_SEEDS) == BASE_ORDERS
    assert [plan.preemptions for plan in plans[8:16:2]] == [(place,) for place in places(RACE)]
    assert [plan.strategy for plan in plans[9:16:2]] == ["POS", "URW", "PCT", "walk"]
    assert [planner.places_tried(seeds) for seeds in (8, 9, 10, 11, 16)] == [0, 1, 1, 2, 4]


def test_what_the_first_batch_tries_is_the_same_before_there_is_a_profile_and_after():
    with_profile = Planner.for_profile(a_schedule(*RACE))
    for seed in {*range(BATCHES[0]), *ORDER_SEEDS}:
        before, after = Planner().plan(seed), with_profile.plan(seed)
        assert (before.strategy, before.preemptions) == (after.strategy, after.preemptions)
        assert before.strategy not in ("URW", "PCT")  # which need to know how much everyone has to do


def test_after_each_place_come_pairs_of_places_and_then_chance_alone():
    planner = Planner.for_profile(a_schedule(*RACE))
    assert [len(planner.directed(index)) for index in range(9)] == [1, 1, 1, 1, 2, 2, 2, 2, 0]


def test_a_run_is_a_script_of_its_switches():
    steps = (
        a_step("main", 1, "join", blocked=True),
        a_step("main.1", 1, "read"),
        a_step("main.2", 1, "read"),
        a_step("main.1", 2, "write"),
    )
    assert switches(steps) == (("main", 1, "main.1"), ("main.1", 2, "main.2"), ("main.2", 1, "main.1"))


# ---------------------------------------------------------------------------------------------- splitting


def a_return(subject=3, **differs):
    """The reply of one schedule, whose process was this."""
    return Return(**{"at": 2.0, "schedule": a_schedule(main=subject), **differs})


def a_life(pid, parent, born, ended, **differs):
    """A process of the run of all schedules."""
    return ProcessLife(
        pid=pid, parent=parent, born=born, **{"ended": ended, "reaped": ended, "exit_code": 0, **differs}
    )


def a_hunt(*returns, lives=(), **differs):
    """The record of a run of many schedules, performed by process 2."""
    return a_run(
        **{"main": 2, "processes": (a_life(2, 1, 0.0, 9.0), *lives), "returns": returns, "seconds": 9.0, **differs}
    )


def test_each_schedule_has_the_processes_and_the_work_of_its_own_subject():
    lives = (a_life(3, 2, 1.0, 2.0), a_life(4, 3, 1.5, 1.8), a_life(5, 2, 3.0, 4.0), a_life(6, 5, 3.2, 3.5))
    work = tuple(Work(pid=pid, item=pid, began=began, ended=began) for pid, began in ((4, 1.6), (6, 3.3)))
    returns = [a_return(3, at=2.1, value="one"), a_return(5, at=4.1, value="two")]
    one, two = split(a_hunt(*returns, lives=lives, work=work))
    assert [one.returns[0].value, two.returns[0].value] == ["one", "two"]
    assert [[life.pid for life in each.processes] for each in (one, two)] == [[3, 4], [5, 6]]
    assert [piece.item for piece in two.work] == [6]
    assert (two.main, two.processes[1].born, two.work[0].began) == (5, pytest.approx(0.2), pytest.approx(0.3))


def test_what_the_whole_run_cost_is_shared_out():
    lives = (a_life(3, 2, 1.0, 2.0, cpu_seconds=0.01), a_life(5, 2, 3.0, 4.0))
    records = split(a_hunt(a_return(3, at=2.1), a_return(5, at=4.1), lives=lives, cpu_seconds=0.5))
    assert [each.cpu_seconds for each in records] == [0.25, 0.25]


def test_who_was_not_reaped_when_the_reply_came_is_a_zombie_of_its_schedule():
    lives = (a_life(3, 2, 1.0, 2.0), a_life(4, 3, 1.5, 1.8, reaped=2.1), a_life(5, 3, 1.5, 1.8, reaped=2.001))
    (one,) = split(a_hunt(a_return(left=Leftovers(zombies=(4,))), lives=lives))
    assert one.at_exit == Leftovers(zombies=(4,))


def test_a_standstill_is_an_ending_and_no_return():
    stall = Stall(certain=True, since=1.0, noticed=1.0, waits=(a_wait(3, holders=(3,)),))
    failure = Failure(kind="blocked", type="", message="")
    (one,) = split(a_hunt(a_return(failure=failure, stall=stall), lives=(a_life(3, 2, 1.0, 2.0),)))
    assert (one.ending, one.returns, one.stall.cause) == (Ending.DEADLOCKED, (), Cause.LOCK_TWICE)


@pytest.mark.parametrize(
    "told",
    [
        {"value": 1, "schedule": None},
        {"failure": Failure(kind="blocked", type="", message="")},
        {"failure": Failure(kind="tampered", type="", message="a lie")},
        {"subject": 99},
    ],
    ids=["no schedule", "nobody waits", "forged", "never there"],
)
def test_what_the_scheduler_never_says_is_tampering(told):
    (one,) = split(a_hunt(a_return(**told), lives=(a_life(3, 2, 1.0, 2.0),)))
    assert one.ending is Ending.TAMPERED


def test_a_process_that_the_scheduler_does_not_know_makes_a_run_doubtful():
    lives = (a_life(3, 2, 1.0, 2.0), a_life(4, 3, 1.1, 1.2), a_life(5, 3, 1.1, 1.2, command=("ls",)))
    known, unknown = (
        split(a_hunt(a_return(schedule=a_schedule(main=3, processes=number)), lives=lives))[0] for number in (2, 1)
    )
    assert known.schedule.problem == ""
    assert unknown.schedule.problem == "1 processes were not controlled"


def test_what_a_limit_has_cut_off_has_that_ending():
    lives = (a_life(3, 2, 1.0, 2.0), a_life(4, 2, 3.0, 4.0, killed=True))
    one, two = split(a_hunt(a_return(), lives=lives, ending=Ending.MEMORY_LIMIT))
    assert (one.ending, two.ending, two.schedule.problem) == (Ending.EXITED, Ending.MEMORY_LIMIT, "")


def test_who_is_only_looked_at_now_and_then_may_have_missed_a_process():
    lives = (a_life(5, 2, 3.0, 4.0),)
    one, two = split(a_hunt(a_return(3, value=1), a_return(5, value=2), lives=lives, exact=False))
    assert [(each.main, each.returns[0].value) for each in (one, two)] == [(3, 1), (5, 2)]


def test_the_work_of_a_process_that_was_missed_is_work_of_the_schedule_it_was_done_in():
    work = tuple(Work(pid=pid, item=pid, began=began, ended=began) for pid, began in ((4, 1.6), (6, 3.3)))
    returns = [a_return(3, at=2.1, value="one"), a_return(5, at=4.1, value="two")]
    assert [[piece.item for piece in each.work] for each in split(a_hunt(*returns, work=work, exact=False))] == [
        [4],
        [6],
    ]


# ---------------------------------------------------------------------------------------------- marking, standstills


def test_an_update_is_lost_between_a_read_and_the_write_that_follows_from_it():
    steps = [a_step("a", 1, "read"), a_step("b", 1, "read"), a_step("b", 2, "write"), a_step("a", 2, "write")]
    marks = [step.marked for step in marked(steps)]
    assert (marks[0], marks[2]) == (STALE, LOST)
    assert "overwrites b's update" in marks[3]


def test_a_write_after_a_new_read_loses_nothing():
    steps = [a_step("a", 1, "read"), a_step("b", 1, "write"), a_step("a", 2, "read"), a_step("a", 3, "write")]
    assert {step.marked for step in marked(steps)} == {""}


def test_who_is_blocked_at_its_last_step_waits_for_ever():
    steps = [
        a_step("a", 1, "acquire", blocked=True),
        a_step("a", 1, "acquire"),
        a_step("b", 1, "acquire", blocked=True),
    ]
    assert [step.marked for step in marked(steps)] == ["", "", STUCK]


def a_wait(pid, kind="lock", holders=(), **differs):
    """Somebody who waits."""
    return Waiting(pid=pid, thread=pid, kind=kind, thing="x", holders=holders, sentence=f"{pid} waits", **differs)


@pytest.mark.parametrize(
    ("waits", "cause"),
    [
        ([a_wait(1, holders=(2,)), a_wait(2, holders=(1,)), a_wait(3, "child", (1,))], Cause.LOCK_CYCLE),
        ([a_wait(1, "child", (2,)), a_wait(2, holders=(9,))], Cause.LOCK_ABANDONED),
        ([a_wait(1, "child", (2,)), a_wait(2, "write")], Cause.JOIN_BEFORE_DRAIN),
        ([a_wait(1, "child", (2,)), a_wait(2, "read")], Cause.SENTINEL_MISSING),
        ([a_wait(1, "child", (2,)), a_wait(2)], Cause.NOBODY_WILL_SIGNAL),
        ([a_wait(1, "child", (2,)), a_wait(2, "child", (1,))], Cause.CHILD_WAITS_FOR_PARENT),
    ],
    ids=lambda each: each.name if isinstance(each, Cause) else "",
)
def test_a_standstill_of_a_known_shape_has_its_cause(waits, cause):
    stall = explained(Stall(certain=True, since=0.0, noticed=0.0, waits=tuple(waits)))
    assert stall.cause is cause
    assert "waits" in stall.sentence

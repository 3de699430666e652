"""The register of a run's processes: births, ends, orphans and reapings, told in any order that can happen."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.register import Register
from grader.sandbox.roles import started

MAIN, CHILD, GRANDCHILD = 2**22 + 1, 2**22 + 2, 2**22 + 3  # beyond the largest pid that Linux gives: nobody has them
HERE = os.getpid()


@pytest.fixture
def register():
    """Main was born at 100 and is pid 2 to itself; its parent is pid 1."""
    register = Register(lambda _: 1)
    register.born(MAIN, HERE, 100.0, 2)
    return register


def lives(register):
    return register.frozen(100.0, main=MAIN)


def test_a_birth_is_told_in_the_run_s_own_time_and_pids(register):
    register.born(CHILD, MAIN, 100.5, 3)
    main, child = lives(register)
    assert (main.pid, main.parent, main.born) == (2, 1, 0.0)
    assert (child.pid, child.parent, child.born) == (3, 2, 0.5)


def test_a_birth_that_is_told_twice_is_one(register):
    first = register.born(CHILD, MAIN, 100.5, 3)
    assert register.born(CHILD, MAIN, 100.6, 3) is first
    assert len(lives(register)) == 2


@pytest.mark.parametrize(("status", "code", "number"), [(7 << 8, 7, None), (9, None, 9), (None, None, None)])
def test_an_end_has_the_status_that_was_seen(register, status, code, number):
    register.ended(MAIN, 101.0, status)
    (main,) = lives(register)
    assert (main.ended, main.exit_code, main.signal) == (1.0, code, number)


def test_only_the_first_end_counts(register):
    register.ended(MAIN, 101.0, 0)
    register.ended(MAIN, 102.0, 9)
    assert lives(register)[0].ended == 1.0
    assert lives(register)[0].exit_code == 0


def test_the_end_of_nobody_is_no_error(register):
    register.ended(CHILD, 101.0, 0)
    register.reaped(CHILD, 101.0, 0)
    assert len(lives(register)) == 1


def test_who_ended_is_a_zombie_until_it_is_reaped(register):
    register.born(HERE, MAIN, 100.5, 3)
    register.ended(HERE, 101.0, 0)
    register.look_for_reapings(101.1)
    assert [record.pid for record in register.zombies()] == [3]  # this process is in the process table
    assert [record.pid for record in register.living()] == [2]


def test_who_has_vanished_since_it_ended_was_reaped(register):
    register.born(CHILD, MAIN, 100.5, 3)
    register.look_for_reapings(100.6)
    assert len(register.living()) == 2  # nobody is looked at before its end
    register.ended(CHILD, 101.0, 0)
    register.look_for_reapings(101.25)
    assert lives(register)[1].reaped == 1.25
    assert register.zombies() == []


def test_whoever_reaped_knows_the_status_for_certain(register):
    register.ended(MAIN, 101.0, None)
    register.reaped(MAIN, 101.5, 3 << 8)
    (main,) = lives(register)
    assert (main.ended, main.reaped, main.exit_code) == (1.0, 1.5, 3)


def test_living_children_of_one_that_ends_are_orphans(register):
    register.born(CHILD, MAIN, 100.5, 3)
    register.born(GRANDCHILD, CHILD, 100.6, 4)
    register.ended(CHILD, 101.0, 0)
    assert [life.orphaned for life in lives(register)] == [None, None, 1.0]


def test_a_child_that_ended_first_is_no_orphan(register):
    register.born(CHILD, MAIN, 100.5, 3)
    register.ended(CHILD, 100.9, 0)
    register.ended(MAIN, 101.0, 0)
    assert lives(register)[1].orphaned is None


def test_main_is_never_called_an_orphan(register):
    record = register.records[MAIN]
    record.orphaned, record.adopted_by = 101.0, 1
    assert (lives(register)[0].orphaned, lives(register)[0].adopted_by) == (None, None)


def test_a_pid_that_is_used_again_is_another_process(register):
    register.born(CHILD, MAIN, 100.5, 3)
    register.ended(CHILD, 101.0, 0)
    register.born(CHILD, MAIN, 102.0, 3)
    first, second = lives(register)[1:]
    assert (first.born, first.ended, first.reaped) == (0.5, 1.0, 2.0)
    assert (second.born, second.ended) == (2.0, None)


def test_processor_time_of_the_dead_is_kept(register):
    register.born(CHILD, MAIN, 100.5, 3).cpu_seconds = 0.25
    register.ended(CHILD, 101.0, 0)
    register.ended(CHILD, 101.0, 0)
    assert register.ended_cpu_seconds == 0.25


def test_a_process_that_is_no_member_goes_by_what_the_stage_says(register):
    assert register.pid_of(HERE) == 1
    assert register.pid_of(MAIN) == 2


STEPS = st.lists(st.tuples(st.sampled_from(["born", "ended", "reaped", "look"]), st.integers(0, 4)), max_size=40)


@given(steps=STEPS)
def test_nobody_is_lost_and_nobody_is_counted_twice(steps):
    register, births = Register(lambda _: 0), 0
    for moment, (what, number) in enumerate(steps):
        host = MAIN + number
        if what == "born":
            known = register.records.get(host)
            births += known is None or known.zombie
            register.born(host, MAIN, moment)
        elif what == "ended":
            register.ended(host, moment, 0)
        elif what == "reaped":
            register.reaped(host, moment, 0)
        else:
            register.look_for_reapings(moment)
    everyone = register.frozen(0.0, main=MAIN)
    assert len(everyone) == births == len(register.living()) + len(register.zombies()) + len(register.past)
    assert all(life.born <= life.ended for life in everyone if life.ended is not None)
    assert all(life.ended <= life.reaped for life in everyone if life.reaped is not None)


def test_the_children_of_a_fork_server_are_those_that_it_has_forked(register):
    server, child, ended, grandchild = range(MAIN + 1, MAIN + 5)
    for host, parent in ((server, MAIN), (child, server), (ended, server), (grandchild, child)):
        record = register.born(host, parent, 100.5, host - MAIN + 2)
        record.command = ("python3", "-c", "from multiprocessing.forkserver import main; main(3)")
    register.ended(ended, 101.0, 0)
    assert started(register, MAIN) == {server: [child]}

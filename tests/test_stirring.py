"""Runs that are stirred: real concurrency in real time, at whose points a thread waits a little, or does not."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest
from students import a_student

from grader.languages.python.scheduling import hunting, noise, stirring
from grader.schedules import Budget, performer
from grader.schedules.plans import STIRRED, Plan

COUNTING = """
    from multiprocessing import Process, Value

    def add(counter):
        for _ in range(2):
            {}

    def solve():
        counter = Value("i", 0)
        processes = [Process(target=add, args=(counter,)) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return counter.value
"""
REAL_TIME = """
    import os, time

    def solve():
        began = os.times().elapsed
        time.sleep({})
        return "passes" if os.times().elapsed - began > 0.2 else "stands still"
"""


@pytest.fixture
def student(sandbox):
    """Make a student out of a source."""
    return partial(a_student, sandbox, schedules=4)


@pytest.fixture
def sleeps(monkeypatch):
    """How long a stirred process waits, without waiting."""
    slept = []
    monkeypatch.setattr(noise, "_sleep", slept.append)
    monkeypatch.setattr(noise, "_spoon", noise._Spoon())
    yield slept
    noise.begin(None)


def stirred(sandbox, student, number):
    """The records of so many stirred runs, or of fewer."""
    perform = performer(sandbox.run, student._job("solve", start_method="fork"), Budget(seconds=20))
    return perform([Plan(seed=seed, strategy=STIRRED) for seed in range(number)])


def values(sandbox, student, number):
    """What they returned."""
    return [record.returns[0].value for record in stirred(sandbox, student, number)]


def test_the_two_sides_call_it_alike():
    assert STIRRED == stirring.STIRRED


@pytest.mark.slow
def test_a_lost_update_is_stirred_up(sandbox, student):
    assert set(values(sandbox, student(COUNTING.format("counter.value += 1")), 60)) > {4}


def test_a_right_program_is_right_when_it_is_stirred(sandbox, student):
    right = student(COUNTING.format("with counter.get_lock(): counter.value += 1"))
    assert values(sandbox, right, 20) == [4] * 20


@pytest.mark.slow
def test_time_is_that_of_the_clock_and_what_fails_by_it_fails_twice(student):
    real = student(REAL_TIME.format(0.3), schedules=20)
    with pytest.raises(AssertionError, match="2 of 2 runs with real concurrency show it, by chance"):
        real.explore("solve", start_method="fork").all_satisfy(lambda run: run.value == "stands still")
    assert (real.explorations[0].failed, real.explorations[0].seed) == (1, None)
    assert real.runs[-1].evidence.returns[0].value == "passes"


def test_every_other_run_has_all_processors_and_the_others_have_one(sandbox, student):
    source = """
        def solve():
            with open("/proc/self/status") as file:
                (mask,) = [line.split()[1] for line in file if line.startswith("Cpus_allowed:")]
            return bin(int(mask.replace(",", ""), 16)).count("1")
        """
    assert values(sandbox, student(source), 4) == [len(os.sched_getaffinity(0)), 1] * 2


@pytest.fixture
def allowed(monkeypatch):
    """The processors that this process may use, and may use again after the test."""
    monkeypatch.setattr(hunting.turn, "stand_in", lambda *_, **__: None)
    allowed = os.sched_getaffinity(0)
    yield allowed
    os.sched_setaffinity(0, allowed)


def test_the_one_is_the_processor_on_which_the_search_was_begun(monkeypatch, allowed):
    for number in allowed:
        os.sched_setaffinity(0, {number})
        assert hunting.processor_here() == number
    for number in allowed:
        os.sched_setaffinity(0, allowed)
        monkeypatch.setattr(hunting, "processor_here", lambda number=number: number)
        hunting._take_one_processor()
        assert os.sched_getaffinity(0) == {number}


def test_a_search_goes_on_where_nobody_can_tell_the_processor(monkeypatch, allowed):
    monkeypatch.setattr(hunting, "processor_here", Path("/nowhere").read_text)
    hunting._take_one_processor()
    assert os.sched_getaffinity(0) == allowed


@pytest.mark.slow
def test_what_takes_its_time_says_nothing_and_is_not_tried_again(sandbox, student):
    slow = student(REAL_TIME.format(60), schedules=40)
    (record,) = stirred(sandbox, slow, 4)
    assert record.schedule.problem == "stirred, it took more than 0.5 s"
    slow.explore("solve", start_method="fork").all_satisfy(lambda run: run.value == "stands still")
    assert (slow.explorations[0].stirred, slow.explorations[0].inconclusive) == (0, 0)


@pytest.mark.slow
def test_what_nobody_can_control_is_stirred_instead(student):
    source = """
        import os, time
        def solve():
            if os.fork() == 0:
                os.closerange(3, 200)
                for _ in range(2):  # at the first it learns that it is alone
                    time.sleep(0.15)
                os._exit(0)
            os.wait()
            return 1
        """
    alone = student(source)
    alone.explore("solve", start_method="fork").all_satisfy(lambda run: run.value == 1)
    assert "none of them could be controlled" in alone.explorations[0].sentence
    assert "instead 4 runs with real concurrency" in alone.explorations[0].sentence


def test_a_thread_waits_only_so_much_in_all(sleeps):
    for seed in range(10):
        noise._spoon.pid = 0
        noise.begin(seed)
        sleeps.clear()
        for _ in range(20_000):
            noise.pause()
        assert 0 < sum(sleeps) <= noise.ALLOWANCE_SECONDS + max(noise.LONGEST_SECONDS)


def test_who_is_not_stirred_does_not_wait(sleeps):
    for _ in range(1000):
        noise.pause()
    assert sleeps == []

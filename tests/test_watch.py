"""The watch for standstills by a clock made by hand: when it looks, what it takes two looks for, and one more."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from grader.model import Stall
from grader.sandbox import watch
from grader.sandbox.blocking import Call
from grader.sandbox.sleepers import MovesError, Sleeper, _has_a_signal
from grader.sandbox.suspicion import SUSPECT_SECONDS, Quiet, waits_among
from grader.sandbox.watch import FIRST_LOOK_SECONDS, PERIOD_SECONDS, Watch

BOOT = 1000.0
"""What the monotonic clock shows when the run begins."""
STALL = Stall(certain=True, since=0.0, noticed=0.1, waits=())
UNTIMED, TIMED = Call("read", (3, 0)), Call("poll", (1, 2, 50), timed=True)


def asleep(switches=1, call=UNTIMED, task=7):
    return Sleeper(task, task, task, switches, call)


@pytest.fixture
def watched(monkeypatch):
    """A watch over a family that is seen as told, look after look; an exception is raised."""

    def watched(*looks):
        seen = iter(looks)

        def look_at(hosts, stopped):
            found = next(seen)
            if isinstance(found, Exception):
                raise found
            return found

        monkeypatch.setattr(watch, "look_at", look_at)
        register = SimpleNamespace(living=lambda: [SimpleNamespace(host=7)])
        observer = SimpleNamespace(stopped=(), step=lambda: True)
        clock = SimpleNamespace(now=0.0)
        it = Watch(SimpleNamespace(start=BOOT, register=register, observer=observer), clock=lambda: clock.now)
        monkeypatch.setattr(it, "_certain", lambda *_: STALL)
        monkeypatch.setattr(it, "_suspected", lambda *_: STALL)

        def step(at):
            clock.now = BOOT + at
            return it.step()

        return it, step

    return watched


LOOKS = [FIRST_LOOK_SECONDS + number * PERIOD_SECONDS + 0.001 for number in range(4)]


def test_a_short_run_is_never_looked_at(watched):
    it, step = watched()
    assert step(FIRST_LOOK_SECONDS / 2) is None
    assert it.looks == 0


def test_two_looks_that_see_the_same_and_one_more_are_a_standstill(watched):
    it, step = watched((asleep(),), (asleep(),), (asleep(),))
    assert [step(at) for at in LOOKS[:2]] == [None, STALL]
    assert it.looks == 2


def test_who_has_moved_while_the_graph_was_drawn_does_not_stand_still(watched):
    _, step = watched((asleep(),), (asleep(),), (asleep(2),))
    assert [step(at) for at in LOOKS[:2]] == [None, None]
    _, step = watched((asleep(),), (asleep(),), MovesError(7))
    assert [step(at) for at in LOOKS[:2]] == [None, None]


def test_who_has_run_between_two_looks_does_not_stand_still(watched):
    _, step = watched((asleep(1),), (asleep(2),), (asleep(3),))
    assert [step(at) for at in LOOKS[:3]] == [None, None, None]


def test_whoever_moves_makes_it_begin_anew(watched):
    _, step = watched((asleep(),), MovesError(7), (asleep(),))
    assert [step(at) for at in LOOKS[:3]] == [None, None, None]


def test_between_two_looks_nothing_is_done(watched):
    it, step = watched((asleep(),))
    assert [step(LOOKS[0]), step(LOOKS[0] + PERIOD_SECONDS / 2)] == [None, None]
    assert it.looks == 1


def test_who_waits_by_the_clock_is_only_suspected_and_only_after_some_time(watched):
    _, step = watched(*[(asleep(number, TIMED), asleep(task=8)) for number in range(5)])
    assert [step(at) for at in (LOOKS[0], 1.0, SUSPECT_SECONDS)] == [None, None, None]
    assert step(LOOKS[0] + SUSPECT_SECONDS + 0.1) is STALL


# ---------------------------------------------------------------------------------------------- the parts


def test_waking_by_the_clock_and_waiting_again_is_quiet_and_anything_else_is_not():
    quiet = Quiet()
    assert not quiet.look([asleep(1, TIMED), asleep(task=8)], 0.0)
    assert quiet.look([asleep(9, TIMED), asleep(task=8)], SUSPECT_SECONDS)
    assert not quiet.look([asleep(9, TIMED), asleep(2, task=8)], SUSPECT_SECONDS + 1)


def test_a_new_thread_is_something_that_happens():
    assert waits_among([asleep()]) != waits_among([asleep(), asleep(task=8)])


@pytest.mark.parametrize(
    ("waiting", "blocked", "moves"), [("0", "0", False), ("2000", "0", True), ("2000", "2000", False)]
)
def test_a_signal_that_is_not_blocked_is_about_to_move_somebody(waiting, blocked, moves):
    assert _has_a_signal({"SigPnd": "0", "ShdPnd": waiting, "SigBlk": blocked}) is moves

"""A program that is slow but alive is never called stuck, and hardly any is looked at."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from ahead import Ahead, chosen
from jobs import LEVELS, a_job
from slow_programs import NOT_FORESEEN, SLOW, slow_job

from grader.model import Ending, Level, Limits
from grader.sandbox import open_sandbox
from grader.sandbox.watch import FIRST_LOOK_SECONDS, MOST_SHARE, PERIOD_SECONDS

AT_ONCE = 24
"""How many of them are started at the same time, which makes each of them slower still."""


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    """A sandbox of each level that works here."""
    sandbox = open_sandbox(request.param)
    yield sandbox
    sandbox.close()


def evidence_of(sandbox, names, pause):
    """Run some of the slow programs at once, and give the evidence of each by its name."""
    with ExitStack() as stack:
        runs = {name: stack.enter_context(sandbox.start(slow_job(name, pause, ends_when_stuck=True))) for name in names}
        for run in runs.values():
            assert run.wait_ended(60)
    return {name: run.evidence for name, run in runs.items()}


def assert_alive(name, run, pause):
    assert run.stall is None, f"{name} was called stuck: {run.stall.sentence}"
    assert (run.ending, run.seconds > 0.9 * pause) == (Ending.EXITED, True), (name, run.sentence, run.errors)
    assert run.returns, (name, run.errors)
    assert run.returns[0].failure is None, (name, run.returns)


@pytest.fixture(scope="module")
def runs_of(request, sandbox):
    """The evidence of a part of the slow programs, with a pause."""
    names = [name for name in SLOW if sandbox.level > Level.WATCHED or name not in NOT_FORESEEN]

    def run(part, pause):
        return evidence_of(sandbox, names[part : part + AT_ONCE], pause)

    with Ahead(run, chosen(request, "part", "pause"), at_once=2) as runs_of:
        yield runs_of


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.7, 3.0])
@pytest.mark.parametrize("part", range(0, len(SLOW), AT_ONCE))
def test_what_is_slow_but_alive_is_never_called_stuck(runs_of, part, pause):
    for name, run in runs_of(part, pause).items():
        assert_alive(name, run, pause)


def test_whom_a_timer_of_its_own_will_wake_is_not_stuck(sandbox):
    for name, run in evidence_of(sandbox, ["a_posix_timer.py"], 0.5).items():
        assert_alive(name, run, 0.5)


def test_a_call_that_is_soon_over_is_never_looked_at(sandbox):
    run = sandbox.run(a_job("def solve(): return 1", limits=Limits(wall_seconds=5)))
    assert run.looks == 0 or run.seconds > FIRST_LOOK_SECONDS


def test_looking_takes_no_more_than_its_share_of_the_time(sandbox):
    run = sandbox.run(slow_job("spins.py", 0.8, ends_when_stuck=True))
    assert 1 <= run.looks <= run.seconds / PERIOD_SECONDS
    assert MOST_SHARE <= 0.05

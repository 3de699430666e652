"""A program that will never move again is ended at once, and the evidence says who waits for whom, and why."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from ahead import Ahead, chosen
from busy import slowness
from jobs import LEVELS, PYTHON, WORKING
from stuck_programs import STUCK, SUPPORT

from grader.evidence import decode, encode
from grader.model import Ending, Evidence, Level, Limits
from grader.sandbox import open_sandbox
from grader.sandbox.tracing import trace

LOCKS = STUCK["two_locks_in_opposite_order.py"]
AT_ONCE = 4
"""How many programs come to their standstills at a time."""
QUICK = Limits(wall_seconds=10)
SOON_SECONDS = 0.5
"""How soon after its last movement a standstill is to be noticed, as the sandbox measures it."""
SUSPECTED_SECONDS = 4.0


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    """A sandbox of each level that works here."""
    sandbox = open_sandbox(request.param)
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def standstill(request, sandbox, tmp_path_factory):
    """How a program with a start method came to its standstill."""
    folder = tmp_path_factory.mktemp("built")

    def run(program, method):
        return sandbox.run(program.job(method, Path(mkdtemp(dir=folder)), limits=QUICK))

    runs = [run for run in chosen(request, "program", "method") if not lacking(sandbox, run[0])]
    with Ahead(run, runs, AT_ONCE) as standstill:
        yield standstill


def lacking(sandbox, program):
    """Why it cannot be run, or nothing."""
    return program.missing() or ("" if sandbox.level in program.levels else "what it needs is forbidden at this level")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "method"),
    [pytest.param(each, method, id=f"{each.name}-{method}") for each in STUCK.values() for method in each.methods],
)
def test_a_standstill_is_named_with_its_cause(sandbox, standstill, program, method):
    if reason := lacking(sandbox, program):
        pytest.skip(reason)
    within, late = SOON_SECONDS if program.certain else SUSPECTED_SECONDS, []
    for _ in range(3):  # a machine with other things to do may be late, a mistake always is
        run = standstill(program, method)
        assert_named(program, run)
        late.append(run.stall.noticed - run.stall.since)
        if late[-1] < within or late[-1] < within * slowness():
            return
    pytest.fail(f"it was noticed only after {late} s")


def assert_named(program, run):
    assert run.ending is (Ending.DEADLOCKED if program.certain else Ending.STALLED), (run.sentence, run.errors)
    sentences = [wait.sentence for wait in run.stall.waits]
    assert run.stall.cause is program.cause, sentences
    assert any(program.said in sentence for sentence in sentences), sentences
    assert run.stall.certain is program.certain


def test_two_locks_in_opposite_order_are_named_at_every_level(sandbox):
    run = sandbox.run(LOCKS.job("fork", Path(), limits=QUICK))
    assert run.ending is Ending.DEADLOCKED
    assert {wait.pid for wait in run.stall.waits} == {life.pid for life in run.processes}
    locks = {wait.pid: wait.holders for wait in run.stall.waits if wait.kind == "lock"}
    (one, its), (other, the_others) = locks.items()
    assert (its, the_others) == ((other,), (one,))
    assert decode(Evidence, encode(run)) == run


@pytest.mark.slow
def test_a_run_that_is_watched_from_outside_is_not_ended(sandbox):
    with sandbox.start(LOCKS.job("fork", Path(), limits=QUICK)) as live:
        assert not live.wait_ended(1.0)
    assert live.evidence.ending is Ending.STOPPED


def test_a_run_that_is_watched_is_ended_if_that_is_wished(sandbox):
    with sandbox.start(LOCKS.job("fork", Path(), limits=QUICK, ends_when_stuck=True)) as live:
        assert live.wait_ended(8.0)
    assert live.evidence.ending is Ending.DEADLOCKED


def test_a_standstill_is_left_alone_if_that_is_wished(sandbox):
    run = sandbox.run(LOCKS.job("fork", Path(), limits=Limits(wall_seconds=0.8), ends_when_stuck=False))
    assert (run.ending, run.stall) == (Ending.TIMED_OUT, None)


def test_who_joins_a_child_of_the_fork_server_waits_for_that_child(sandbox):
    run = sandbox.run(LOCKS.job("forkserver", Path(), limits=QUICK))
    server = next(life.pid for life in run.processes if any("forkserver" in word for word in life.command))
    first = min((life for life in run.processes if life.parent == server), key=lambda life: life.pid)
    (joins,) = (wait for wait in run.stall.waits if wait.pid == run.main)
    assert (joins.kind, joins.holders, joins.thing) == ("child", (first.pid,), f"process {first.pid}")


MAIN = """
if __name__ == "__main__":
    mp.set_start_method({method!r})
    solve()
"""


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize(
    "program", [LOCKS, STUCK["locks_of_a_manager_in_opposite_order.py"]], ids=lambda each: each.name
)
def test_a_standstill_of_any_program_is_named_when_it_is_traced(tmp_path, program, method):
    (tmp_path / "family.py").write_bytes(SUPPORT["family.py"])
    (tmp_path / "task.py").write_text(program.source + MAIN.format(method=method))
    assert_named(program, trace([PYTHON, str(tmp_path / "task.py")], limits=QUICK))


@pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock")
@pytest.mark.parametrize(
    ("shared", "outside", "ending", "seconds"),
    [
        (False, False, Ending.DEADLOCKED, 10),
        (False, True, Ending.TIMED_OUT, 0.8),  # whoever has it open could give it back
        (True, False, Ending.TIMED_OUT, 0.8),  # others may hold it, too
    ],
)
def test_a_file_lock_is_named_when_it_is_traced_if_nobody_outside_could_matter(
    tmp_path, shared, outside, ending, seconds
):
    file = str(tmp_path / "here")
    with contextlib.ExitStack() as stack:
        if outside:
            stack.enter_context((tmp_path / "here").open("w"))
        words = ["flock", "-o", *(["-s"] if shared else []), file, "flock", file, "true"]
        run = trace(words, limits=Limits(wall_seconds=seconds))
    assert run.ending is ending


def test_a_program_that_somebody_outside_could_wake_is_not_stuck_when_it_is_traced(tmp_path):
    os.mkfifo(tmp_path / "named")
    run = trace(["cat", str(tmp_path / "named")], limits=Limits(wall_seconds=0.6))
    assert (run.ending, run.stall) == (Ending.TIMED_OUT, None)


@pytest.mark.skipif(Level.CONTAINED not in WORKING, reason="needs control groups")
def test_processes_are_named_by_the_part_they_play():
    sandbox = open_sandbox(Level.CONTAINED)
    run = sandbox.run(LOCKS.job("fork", Path(), limits=QUICK))
    sandbox.close()
    assert [wait.sentence for wait in run.stall.waits] == [
        "main (pid 2) waits for child (pid 3) to end",
        "child (pid 3) waits for lock 1, which child (pid 4) holds",
        "child (pid 4) waits for lock 2, which child (pid 3) holds",
    ]


@pytest.mark.skipif(Level.ISOLATED not in WORKING, reason="needs namespaces")
def test_a_standstill_is_named_where_processes_are_only_looked_at():
    sandbox = open_sandbox(Level.ISOLATED, polling=True)
    run = sandbox.run(LOCKS.job("fork", Path(), limits=QUICK))
    sandbox.close()
    assert (run.ending, run.exact) == (Ending.DEADLOCKED, False)
    assert sorted(wait.pid for wait in run.stall.waits) == sorted(life.pid for life in run.processes) == [2, 3, 4]

"""Runs that are watched while they run, and what becomes of a run when a part of the sandbox dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import threading

import psutil
import pytest
from builders import a_run
from jobs import LEVELS, WORKING, a_job, eventually, traces_of

from grader.evidence import to_json
from grader.model import Ending, Level
from grader.sandbox import open_sandbox
from grader.sandbox.local import LocalRun

WAITING = "import time\ndef solve():\n    time.sleep(60)\n"
FAMILY = """
import os, time
def solve():
    for _ in range(2):
        if os.fork() == 0:
            time.sleep(60)
    if os.fork() == 0:
        os._exit(3)
    time.sleep(60)
"""


@pytest.fixture(params=LEVELS)
def each(request):
    """A sandbox of each level that works here."""
    sandbox = open_sandbox(request.param)
    yield sandbox
    sandbox.close()


# ---------------------------------------------------------------------------------------------- a live run


class AbandonedError(Exception):
    """Whoever watched gave up."""


def abandoned(sandbox, *, keeper_dies=False):
    """The processes of a run whose watcher gave up while they were all there."""
    family = []
    with contextlib.suppress(AbandonedError), sandbox.start(a_job(FAMILY)) as live:
        family = family_of(live)
        if keeper_dies:
            os.kill(live._keeper, signal.SIGKILL)
        raise AbandonedError
    return family


def family_of(live):
    """All processes of a live run on this machine, once they are all there."""
    assert live.wait(lambda table: len(table) == 4, 10)
    return psutil.Process(live._keeper).children(recursive=True)


def zombies(table):
    return [look for look in table if look.state == "Z"]


def test_a_live_run_shows_its_process_table(sandbox):
    with sandbox.start(a_job(FAMILY)) as live:
        table = live.wait(lambda table: sorted(look.state for look in table) == ["S", "S", "S", "Z"], 10)
        assert table[0].pid == live.main
        assert {look.parent for look in table[1:]} == {live.main}
    assert live.evidence.ending is Ending.STOPPED


def test_what_never_comes_is_not_waited_for_any_longer(sandbox):
    with sandbox.start(a_job(WAITING)) as live:
        assert live.wait(zombies, 0.05) is None
        assert not live.wait_ended(0.05)


def test_a_child_is_signalled_by_the_pid_that_the_table_shows(sandbox):
    with sandbox.start(a_job(FAMILY)) as live:
        table = live.wait(lambda table: len(table) == 4, 10)
        live.signal(signal.SIGTERM, table[1].pid)
        assert live.wait(lambda table: len(zombies(table)) == 2, 10)
    assert live.evidence.life(table[1].pid).signal == signal.SIGTERM


def test_main_is_stopped_and_goes_on(sandbox):
    with sandbox.start(a_job(WAITING)) as live:
        live.signal(signal.SIGSTOP)
        assert live.wait(lambda table: table[0].state == "T", 10)
        live.signal(signal.SIGCONT)
        assert live.wait(lambda table: table[0].state == "S", 10)


def test_the_end_of_all_is_waited_for(sandbox):
    with sandbox.start(a_job(WAITING)) as live:
        live.signal(signal.SIGKILL)
        assert live.wait_ended(10)
        assert live.look() == ()
        live.signal(signal.SIGKILL)  # nobody is there any more, which is no error
    assert (live.evidence.ending, live.evidence.signal) == (Ending.SIGNALLED, 9)


def leaves_nothing(sandbox):
    """Whether nothing of its runs is left when a sandbox is closed; while it is open, the next run is prepared."""
    launcher = sandbox._launcher.pid
    sandbox.close()
    return eventually(lambda: traces_of(launcher) == [])


def test_leaving_a_live_run_leaves_nothing_of_it(each):
    with each.start(a_job(FAMILY)) as live:
        family = family_of(live)
    assert live.evidence.ending is Ending.STOPPED
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert leaves_nothing(each)


def test_an_error_in_the_one_who_watches_ends_the_run(each):
    assert psutil.wait_procs(abandoned(each), timeout=5)[1] == []
    assert leaves_nothing(each)


# ---------------------------------------------------------------------------------------------- parts that die


def test_a_keeper_that_dies_has_its_run_run_again(each):
    with each.start(a_job("import time\ndef solve():\n    time.sleep(0.2)\n    return 1\n")) as live:
        os.kill(live._keeper, signal.SIGKILL)
        assert live.wait_ended(10)
    assert [each.value for each in live.evidence.returns] == [1]


def test_a_run_can_be_found_on_the_machine_while_it_lives(each):
    """Otherwise that nothing of it is found afterwards would say nothing."""
    with each.start(a_job(WAITING)):
        assert bool(traces_of(each._launcher.pid)) is (each.level is not Level.ISOLATED)


@pytest.mark.slow
def test_a_keeper_that_dies_leaves_nothing(each):
    assert psutil.wait_procs(abandoned(each, keeper_dies=True), timeout=5)[1] == []
    assert leaves_nothing(each)


def test_a_keeper_that_dies_twice_is_our_fault(sandbox):
    with sandbox.start(a_job(WAITING)) as live:
        for _ in range(2):
            keeper = live._keeper
            os.kill(keeper, signal.SIGKILL)
            assert eventually(lambda: live.wait_ended(0.01) or live._keeper != keeper)  # noqa: B023
    assert live.evidence.ending is Ending.SANDBOX_FAILED
    assert live.evidence.problem == "the keeper of the run has died"
    assert leaves_nothing(sandbox)


def test_a_run_that_somebody_has_looked_at_is_not_run_again(sandbox):
    with sandbox.start(a_job(WAITING)) as live:
        assert live.look()
        os.kill(live._keeper, signal.SIGKILL)
        assert live.wait_ended(10)
        assert live.look() == ()
    assert live.evidence.ending is Ending.SANDBOX_FAILED


def test_a_launcher_that_was_killed_is_replaced():
    sandbox = open_sandbox()
    try:
        sandbox.run(a_job("def solve(): return 1"))
        sandbox._launcher.kill()
        sandbox._launcher.wait()
        assert sandbox.run(a_job("def solve(): return 2")).returns[0].value == 2
    finally:
        sandbox.close()


def test_a_sandbox_that_is_closed_ends_its_launcher_and_may_be_closed_again():
    sandbox = open_sandbox()
    assert sandbox.level in WORKING
    sandbox.close()
    sandbox.close()
    assert sandbox._launcher.returncode == 0


# ---------------------------------------------------------------------------------------------- the wire


class Counter:
    """A sandbox whose keeper is a socket in our hands."""

    _level = None

    def __init__(self):
        self.ours, self.theirs = socket.socketpair()

    def connect(self, _job):
        return self.ours


def frame(message):
    data = json.dumps(message).encode()
    return struct.pack("!I", len(data)) + data


def test_a_record_that_arrives_in_pieces_is_not_lost_when_nobody_waits_for_all_of_it():
    sandbox = Counter()
    run = LocalRun(sandbox, a_job(""))
    record = frame({"evidence": to_json(a_run())})
    sandbox.theirs.sendall(frame({"started": {"keeper": 0, "main": 2}}) + record[:100])
    with run:
        later = threading.Timer(0.05, sandbox.theirs.sendall, [record[100:]])
        later.start()
        run.wait_ended(0.01)
        assert run.wait_ended(10)
    later.join()
    sandbox.theirs.close()
    assert run.evidence == a_run()


def kill_those_who_wait(sandbox):
    """Kill what the launcher has prepared; the keeper of the run before may be about to end."""
    for process in psutil.Process(sandbox._launcher.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def test_a_prepared_run_that_is_killed_while_it_waits_costs_nothing(sandbox):
    assert sandbox.run(a_job("def solve():\n    return 1\n")).returns[0].value == 1
    kill_those_who_wait(sandbox)
    evidence = sandbox.run(a_job("def solve():\n    return 2\n"))
    assert [each.value for each in evidence.returns] == [2]
    assert leaves_nothing(sandbox)


@pytest.mark.slow
def test_a_prepared_run_goes_with_its_launcher(each):
    each.run(a_job("def solve():\n    return 1\n"))
    assert eventually(lambda: len(psutil.Process(each._launcher.pid).children(recursive=True)) == 2)
    waiting = psutil.Process(each._launcher.pid).children(recursive=True)
    each._launcher.kill()
    assert psutil.wait_procs(waiting, timeout=10)[1] == []


def test_a_prepared_run_that_was_killed_leaves_nothing_when_it_is_not_wanted(sandbox):
    sandbox.run(a_job("def solve():\n    return 1\n"))
    kill_those_who_wait(sandbox)
    assert leaves_nothing(sandbox)


def test_runs_leave_no_descriptor_open_in_the_launcher(sandbox):
    sandbox.run(a_job("def solve():\n    return 1\n"))
    launcher = psutil.Process(sandbox._launcher.pid)
    assert eventually(lambda: len(launcher.children()) == 1)
    before = launcher.num_fds()
    for _ in range(3):
        sandbox.run(a_job("def solve():\n    return 1\n"))
    assert eventually(lambda: len(launcher.children()) == 1 and launcher.num_fds() <= before)

"""The executor of worker processes: whatever becomes of a worker is the trouble of one future alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, wait

import psutil
import pytest

from grader.batch.workers import WorkerLostError, WorkerProcesses
from grader.errors import GraderError

PATIENCE_SECONDS = 30


def echo(text):
    return text


def pid(_text):
    return str(os.getpid())


def die(_text):
    os.kill(os.getpid(), signal.SIGKILL)


def leave(_text):
    os._exit(0)


def stand_still(_text):
    os.kill(os.getpid(), signal.SIGSTOP)


def fail(text):
    raise ValueError(text)


def chatter(text):
    sys.stdout.write(text)
    sys.stdout.flush()
    os.write(1, b"\0\0\0\x02{}")
    return "said"


def wait_for_ever(text):
    with open(text, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(str(os.getpid()))
    while True:
        time.sleep(1)


def modules(_text):
    return " ".join(os.environ)


@pytest.fixture
def workers():
    with WorkerProcesses(2) as executor:
        yield executor


def results(executor, function, *texts):
    return [future.result(PATIENCE_SECONDS) for future in [executor.submit(function, text) for text in texts]]


def test_each_future_gets_the_answer_to_its_own_text(workers):
    texts = [str(number) * 50_000 for number in range(20)]
    assert isinstance(workers, Executor)
    assert results(workers, echo, *texts) == texts


def test_a_worker_is_used_again(workers):
    assert len(set(results(workers, pid, *"abcdefgh"))) <= 2


def test_a_worker_that_died_while_it_had_nothing_to_do_is_replaced():
    with WorkerProcesses(1) as workers:
        (first,) = results(workers, pid, "")
        os.kill(int(first), signal.SIGKILL)
        psutil.wait_procs([psutil.Process(int(first))], timeout=PATIENCE_SECONDS)
        descriptors = psutil.Process().num_fds()
        assert results(workers, pid, "") != [first]
        assert psutil.Process().num_fds() == descriptors


@pytest.mark.parametrize(("function", "reason"), [(die, "ended by SIGKILL"), (leave, "has died")])
def test_a_worker_that_dies_is_the_end_of_one_future(workers, function, reason):
    others = [workers.submit(echo, str(number)) for number in range(4)]
    lost = workers.submit(function, "")
    others += [workers.submit(echo, str(number)) for number in range(4, 8)]
    with pytest.raises(WorkerLostError, match=reason):
        lost.result(PATIENCE_SECONDS)
    assert [future.result(PATIENCE_SECONDS) for future in others] == list("01234567")


@pytest.mark.slow
def test_a_worker_that_stands_still_is_given_up_and_ended():
    with WorkerProcesses(1, silence_seconds=1) as workers:
        lost, next_one = workers.submit(stand_still, ""), workers.submit(echo, "a")
        with pytest.raises(WorkerLostError, match="said nothing any more"):
            lost.result(PATIENCE_SECONDS)
        assert next_one.result(PATIENCE_SECONDS) == "a"


def test_what_a_function_raises_is_told_and_the_worker_goes_on(workers):
    with pytest.raises(GraderError, match="ValueError: oh no"):
        workers.submit(fail, "oh no").result(PATIENCE_SECONDS)
    assert results(workers, echo, "a") == ["a"]


def test_nothing_that_is_printed_is_taken_for_an_answer(workers, capfd):
    assert results(workers, chatter, "x") == ["said"]
    assert capfd.readouterr().out == ""


def test_no_worker_is_left(workers):
    results(workers, echo, "a", "b")
    pids = workers.pids
    workers.shutdown()
    assert pids
    assert not any(map(psutil.pid_exists, pids))
    with pytest.raises(RuntimeError, match="has ended"):
        workers.submit(echo, "a")


def test_stopping_ends_what_runs_and_cancels_what_waits(workers, tmp_path):
    running = [workers.submit(wait_for_ever, str(tmp_path / str(number))) for number in range(2)]
    waiting = workers.submit(echo, "a")
    pids = [int(appeared(tmp_path / str(number))) for number in range(2)]
    workers.stop()
    assert waiting.cancelled()
    assert not any(map(psutil.pid_exists, pids))
    assert wait(running, PATIENCE_SECONDS).not_done == set()


@pytest.mark.slow
def test_a_worker_ends_when_whoever_started_it_is_killed(tmp_path):
    code = "import sys, test_batch_workers as t\nt.WorkerProcesses(1).submit(t.pid, '').result()\nt.stand_still('')"
    starter = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    worker = child_of(starter)
    starter.kill()
    starter.wait()
    assert psutil.wait_procs([worker], timeout=PATIENCE_SECONDS)[1] == []


def test_a_worker_knows_nothing_of_our_environment(workers, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    assert "SECRET_TOKEN" not in results(workers, modules, "")[0].split()


def appeared(path):
    """What is in a file, as soon as there is something in it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (path.exists() and path.read_text("utf-8")):
        assert time.monotonic() < end
        time.sleep(0.005)
    return path.read_text("utf-8")


def child_of(process):
    """The child of a process that has stopped itself."""
    family, end = psutil.Process(process.pid), time.monotonic() + PATIENCE_SECONDS
    while family.status() != psutil.STATUS_STOPPED:
        assert time.monotonic() < end
        time.sleep(0.005)
    (child,) = family.children()
    return child

"""Our own processes are started early, taken once, and never left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from grader import cli, processes
from grader.model import Limits
from grader.sandbox import serving
from grader.sandbox.meters import Meters


@pytest.fixture(autouse=True)
def nobody_is_left():
    """Each test leaves no runner that waits."""
    yield
    processes.dismiss_runner()


def waiting():
    """The runners that have been prepared and not taken."""
    return [psutil.Process(runner.process.pid) for runner in processes._prepared.values()]


@pytest.mark.parametrize("warm", [False, True])
def test_a_runner_is_prepared_once_and_taken_once_for_what_it_is_for(warm):
    processes.prepare_runner(warm=warm)
    processes.prepare_runner(warm=warm)
    (prepared,) = waiting()
    taken = [processes.take_runner(), processes.take_runner(sandbox=False)]
    taken += [processes.take_warm_runner(), processes.take_warm_runner()]
    assert [runner.process.pid == prepared.pid for runner in taken] == [not warm, False, warm, False]
    for runner in taken:
        runner.end()


@pytest.mark.slow
def test_a_runner_that_is_not_wanted_is_ended_with_its_launcher():
    processes.prepare_runner()
    (prepared,) = waiting()
    while not (launchers := prepared.children()):
        pass
    processes.dismiss_runner()
    assert psutil.wait_procs([prepared, *launchers], timeout=10)[1] == []


def test_a_runner_that_has_died_while_it_waited_is_replaced():
    processes.prepare_runner()
    (prepared,) = waiting()
    prepared.kill()
    prepared.wait(10)
    taken = processes.take_runner()
    assert taken.process.pid != prepared.pid
    taken.end()


def test_a_runner_whose_grader_is_gone_ends_by_itself():
    runner = processes.take_runner()
    runner.process.stdin.close()
    assert runner.process.wait(10) == 1
    runner.end()


def test_a_runner_without_a_sandbox_has_no_launcher():
    runner = processes.take_runner(sandbox=False)
    runner.process.stdin.close()
    runner.process.wait(10)
    assert runner.last_words() == ""
    assert "launcher" not in processes._RUN_SUITE
    runner.end()


@pytest.mark.parametrize("words", [["no-such-exercise"], ["--all", "--level", "nonsense"]], ids=" ".join)
def test_a_check_prepares_its_runner_first_and_dismisses_it_if_it_comes_to_nothing(monkeypatch, words):
    prepared = []

    def prepare(*, warm):
        processes.prepare_runner(warm=warm)
        prepared.append((warm, *waiting()))

    monkeypatch.setattr(cli, "prepare_runner", prepare)
    assert cli.run(["check", *words]) == 2
    ((warm, runner),) = prepared
    assert warm == ("--all" in words)
    assert waiting() == []
    assert not runner.is_running()


@pytest.mark.parametrize("kept", [True, False])
def test_what_was_compiled_is_kept_for_the_next_launcher_unless_the_caller_keeps_none(tmp_path, kept):
    package = tmp_path / "grader"
    shutil.copytree(Path(processes.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    code = "from grader.sandbox import open_sandbox as open; sandbox = open(); print(sandbox.level); sandbox.close()"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "" if kept else "1"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, stdout=subprocess.DEVNULL)
    compiled = {path.name.partition(".")[0] for path in package.rglob("*.pyc")}
    wanted = {"serving", "keeper", "driver", "conductor"}
    assert wanted & compiled == (wanted if kept else set())


def test_a_runner_hears_that_the_caller_keeps_nothing_compiled(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert processes.our_environment()["PYTHONDONTWRITEBYTECODE"] == "1"


def test_a_launcher_that_ends_reaps_the_keepers_that_just_end():
    launcher = serving._Launcher.__new__(serving._Launcher)
    keeper = os.fork()
    if keeper == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    launcher._names = {keeper: "nobody-1-1"}
    launcher._see_keepers_end()
    assert launcher._names == {}


def test_what_setting_the_stage_took_is_no_processor_time_of_the_run():
    used = [5.0]
    group = SimpleNamespace(cpu_seconds=lambda: used[0])
    meters = Meters(Limits(), None, None, group, {}, list, private=True, same_user=False)
    used[0] = 5.5
    assert meters.cpu_seconds() == 0.5


def test_modules_come_from_where_ours_came_from_and_from_no_folder_where_somebody_happens_to_be(tmp_path, monkeypatch):
    root = str(Path(processes.__file__).parents[1])
    for here, expected in ((tmp_path, ["/elsewhere", root]), (root, [root, "/elsewhere"])):
        monkeypatch.chdir(here)
        monkeypatch.setattr("sys.path", ["", "relative", str(here), "/elsewhere"])
        assert processes.our_environment()["PYTHONPATH"].split(os.pathsep) == expected

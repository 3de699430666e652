"""Warm runners: the same grades as by a fresh one, each in a process of its own, whatever became of others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from builders import a_run
from newcomers import alive, children
from suites import an_exercise, call

from grader.errors import SandboxError
from grader.grading import grade
from grader.model import Level, Verdict
from grader.submission import Submission
from grader.suite.events import Held, Started
from grader.suite.warm import WarmRunners

HOLDS = 'def test_holds(student):\n    """It holds."""\n    assert student.call("double", n=3).value == 6'
REMEMBERS = '''
def test_remembers(student):
    """It is the first of its process."""
    import builtins
    assert not hasattr(builtins, "seen"), "somebody was here before"
    builtins.seen = True
'''
LOOKS = '''
def test_looks(student):
    """It holds nothing that belongs to others."""
    import os
    paths = [f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd")]
    assert False, " ".join(os.readlink(path) for path in paths if os.path.lexists(path))
'''
KILLS = 'def test_kills(student):\n    """It ends."""\n    import os, signal; os.kill(os.getpid(), signal.SIGKILL)'
ANSWERED = {"test_holds": (a_run(value=6, call=call("double", n=3)),)}
RIGHT = Submission({"toy.py": b"def double(n):\n    return 2 * n\n"})
WRONG = Submission({"toy.py": b"def double(n):\n    return n\n"})


@pytest.fixture
def warm():
    runners = WarmRunners()
    yield runners
    runners.close()


def graded(warm, exercise, submission=RIGHT, **settings):
    return grade(exercise, submission, seed=1, start=warm.runner, **settings)


@pytest.mark.slow
def test_grades_are_those_of_a_fresh_runner(warm, tmp_path):
    toy = an_exercise(tmp_path, HOLDS)
    for submission, verdict in ((RIGHT, Verdict.PASSED), (WRONG, Verdict.FAILED), (RIGHT, Verdict.PASSED)):
        ours, fresh = graded(warm, toy, submission), grade(toy, submission, seed=1)
        assert [check.verdict for check in ours.checks] == [check.verdict for check in fresh.checks] == [verdict]
        assert (ours.level, ours.checks[0].seen) == (fresh.level, fresh.checks[0].seen)


def test_nothing_of_one_grade_is_left_for_the_next(warm, tmp_path):
    toy = an_exercise(tmp_path, REMEMBERS)
    assert [graded(warm, toy, replay={}).passed for _ in range(3)] == [True, True, True]


def test_a_runner_that_dies_is_told_and_the_next_one_is_well(warm, tmp_path):
    dead = graded(warm, an_exercise(tmp_path / "a", KILLS), replay={})
    assert "was ended by SIGKILL" in dead.checks[0].seen
    assert graded(warm, an_exercise(tmp_path / "b", HOLDS), replay=ANSWERED).passed


def test_a_launcher_that_has_died_is_replaced(warm, tmp_path):
    toy = an_exercise(tmp_path, HOLDS)
    assert graded(warm, toy).passed
    os.kill(warm._sandbox._launcher.pid, signal.SIGKILL)
    warm._sandbox._launcher.wait()
    assert graded(warm, toy).passed


def test_a_launcher_that_dies_in_the_middle_costs_nobody_points(warm, tmp_path):
    def kill(event):
        if isinstance(event, Held):
            os.kill(warm._sandbox._launcher.pid, signal.SIGKILL)

    toy = an_exercise(tmp_path, HOLDS)
    assert {check.verdict for check in graded(warm, toy, on_event=kill).checks} <= {Verdict.UNKNOWN, Verdict.PASSED}
    assert graded(warm, toy).passed


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are looked up in /proc")
def test_a_runner_holds_nothing_that_is_private(tmp_path):
    with (tmp_path / "secret").open("w") as secret:
        runners = WarmRunners(private=[secret.fileno()])
        seen = graded(runners, an_exercise(tmp_path, LOOKS), replay={}).checks[0].seen
    assert "pipe:" in seen
    assert "secret" not in seen


def test_a_grade_that_nobody_wants_any_more_is_left_at_once(tmp_path):
    others, ours = children(), set()
    hear, tell = os.pipe()
    runners = WarmRunners(private=[tell])

    def hang_up(event):
        if isinstance(event, Started):
            ours.update(children() - others)
            os.close(tell)

    endless = 'def test_endless(student):\n    """It ends."""\n    while True: pass'
    with pytest.raises(BrokenPipeError):
        graded(runners, an_exercise(tmp_path, endless), replay={}, wanted_until=hear, on_event=hang_up)
    os.close(hear)
    assert ours
    assert alive(ours) == []


@pytest.mark.slow
def test_a_level_that_is_asked_for_is_given_and_one_that_does_not_work_is_told(warm, tmp_path):
    toy = an_exercise(tmp_path, HOLDS)
    assert graded(warm, toy, level=Level.WATCHED).level is Level.WATCHED
    assert graded(warm, toy).level is grade(toy, RIGHT, seed=1).level


def test_a_level_that_does_not_work_is_told_as_it_is_otherwise(warm, tmp_path, monkeypatch):
    class Broken:
        lives = False

        @property
        def level(self):
            raise SandboxError("this level does not work here")

        def close(self):
            pass

    monkeypatch.setattr("grader.suite.warm.open_sandbox", lambda *_words, **_keywords: Broken())
    assert graded(warm, an_exercise(tmp_path, HOLDS)).passed  # the runner has opened a sandbox of its own


def test_no_process_is_left(tmp_path):
    others, warm = children(), WarmRunners()
    graded(warm, an_exercise(tmp_path, HOLDS))
    ours = children() - others
    warm.close()
    assert ours
    assert alive(ours) == []


def test_warming_up_goes_through_a_suite_without_the_plugins_of_others():
    code = """
import os, sys
from grader.suite.runner import warm_up
before = sys.dont_write_bytecode
print(warm_up() == 0, {"hypothesis", "syrupy", "xdist"} & set(sys.modules))
print("PYTEST_DISABLE_PLUGIN_AUTOLOAD" in os.environ, sys.dont_write_bytecode == before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True set()\nFalse True\n"

"""Whoever ends a grader in the middle of a grade ends all that it has started."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import psutil
import pytest
from suites import ROOT, a_request, a_runner, an_exercise

from grader.grading import grade
from grader.submission import Submission
from grader.suite.events import Started

HANGS = 'def test_hangs(student):\n    """It hangs."""\n    while True: pass'
RIGHT = {"toy.py": b"def double(n):\n    return 2 * n\n"}
GONE_WITHIN_SECONDS = 4


def family(process):
    """A process and all that it has started, as they are now."""
    return [process, *process.children(recursive=True)]


def all_gone(processes):
    _, alive = psutil.wait_procs(processes, timeout=GONE_WITHIN_SECONDS)
    return not alive


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [1, 2])
def test_an_interruption_ends_the_runner_and_its_family(tmp_path, at_once):
    started, others = [], psutil.Process().children(recursive=True)

    def interrupt(event):
        if isinstance(event, Started):
            started.extend(each for each in psutil.Process().children(recursive=True) if each not in others)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(an_exercise(tmp_path, HANGS), Submission(RIGHT), seed=5, replay={}, on_event=interrupt, at_once=at_once)
    assert started
    assert all_gone(started)


def test_a_runner_that_does_not_react_is_killed(tmp_path):
    stops = 'def test_stops(student):\n    """It stops."""\n    import os; os.kill(os.getpid(), 19)'
    runner, others = [], psutil.Process().children()

    def interrupt(event):
        if isinstance(event, Started):
            runner.extend(each for each in psutil.Process().children() if each not in others)
            while runner[0].status() != psutil.STATUS_STOPPED:
                pass
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(an_exercise(tmp_path, stops), Submission(RIGHT), seed=5, replay={}, on_event=interrupt)
    assert all_gone(runner)


@pytest.mark.slow
@pytest.mark.parametrize("replay", [{}, None], ids=["replayed", "sandboxed"])
@pytest.mark.parametrize("at_once", [1, 2])
def test_the_runner_ends_with_whoever_asked(tmp_path, at_once, replay):
    request = a_request(an_exercise(tmp_path, HANGS), RIGHT["toy.py"].decode(), at_once=at_once, replay=replay)
    with a_runner(request) as runner:
        while b"started" not in runner.stdout.readline():
            pass
        members = family(psutil.Process(runner.pid))
        runner.stdin.close()
        assert all_gone(members)


@pytest.mark.slow
def test_a_killed_grader_leaves_nothing(tmp_path):
    an_exercise(tmp_path, HANGS)
    script = f"""
    import sys
    sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
    import suites
    from grader.grading import grade
    from grader.submission import Submission
    toy = suites.an_exercise({str(tmp_path)!r}, {HANGS!r})
    grade(toy, Submission({RIGHT!r}), seed=5, on_event=lambda event: print(type(event).__name__, flush=True))
    """
    with subprocess.Popen([sys.executable, "-c", dedent(script)], stdout=subprocess.PIPE, text=True) as caller:
        while "Started" not in caller.stdout.readline():
            pass
        members = family(psutil.Process(caller.pid))
        caller.kill()
        assert len(members) > 2
        assert all_gone(members)

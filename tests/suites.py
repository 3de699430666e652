"""Toy suites and exercises with good defaults, and what the runner of such a suite tells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from grader.model import Exercise, Limits
from grader.suite.events import Decided, from_line
from grader.suite.request import Request, to_text
from grader.suite.student import call_text

ROOT = Path(__file__).parents[1]
RUNNER = [sys.executable, "-m", "grader.suite.runner"]
HEADER = '''"""A toy suite."""

from grader.suite import Student, WorkPlan, after, hint, points

'''


def an_exercise(folder, *tests, **differs):
    """An exercise `toy` in this folder, with these tests (source text) as its hidden suite."""
    hidden = Path(folder) / "01_toy" / "hidden"
    hidden.mkdir(parents=True, exist_ok=True)
    (hidden / "test_toy.py").write_text(HEADER + "\n\n".join(dedent(test) for test in tests), "utf-8")
    good = {"number": "01", "slug": "toy", "title": "Toy", "summary": "", "concepts": (), "functions": (), "hints": ()}
    return Exercise(**{**good, "limits": Limits(wall_seconds=5), "folder": str(hidden.parent), **differs})


def a_request(exercise, source="", **differs):
    """A request to judge this source by the exercise's suite."""
    good = {"suite": f"{exercise.folder}/hidden", "module": exercise.slug, "limits": exercise.limits}
    return Request.for_files({f"{exercise.slug}.py": dedent(source).encode()}, **{**good, **differs})


def a_runner(request):
    """The runner, started and asked, as the grader does it."""
    environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(RUNNER, **pipes, cwd="/", env=environment)
    process.stdin.write(to_text(request).encode() + b"\n")
    process.stdin.flush()
    return process


def told(request):
    """All events that the runner tells."""
    with a_runner(request) as process:
        return [from_line(line) for line in process.stdout]


def decided(events):
    """The checks in these events, by their names without `test_`."""
    results = (event.check for event in events if isinstance(event, Decided))
    return {check.name.removeprefix("test_"): check for check in results}


def call(function, **arguments):
    """The text of a call, as evidence of it has it."""
    return call_text(function, arguments)

"""Races: how often repeating a run shows one, and after how many schedules the scheduler does, on the same programs.

With `GRADER_WRITE_TABLE=1` in the environment the table in docs/races.md is written anew.
"""

from __future__ import annotations

import os
import re
import time
from ast import literal_eval
from pathlib import Path
from statistics import median

import pytest
from pairs import ROOT, told

from grader.model import Limits
from grader.sandbox import open_sandbox
from grader.schedules import Budget
from grader.suite.student import Assignment, Student

REPETITIONS = int(os.environ.get("GRADER_REPETITIONS", "20"))
RIGHT_SCHEDULES = int(os.environ.get("GRADER_RIGHT_SCHEDULES", "60"))
KINDS = sorted((ROOT / "tests" / "races").glob("*.py"))
HEAD = """# Races: repetition and the scheduler, on the same programs

Written by `tests/benchmarks/test_races.py`; the programs are in [tests/races](../tests/races). *Repeated* is the share
of {repetitions} ordinary runs, each in a fresh process, in which the mistake showed. *Schedules* is how many schedules
the search tried until it found it, with the default budget of 60; the search is the same each time. The replay of the
schedule that was found fails again in every case.

| mistake | repeated | schedules | seconds |
|---|--:|--:|--:|
"""


@pytest.fixture(scope="module")
def sandbox():
    """The strongest sandbox that works here, and warm."""
    sandbox = open_sandbox()
    assert sandbox.level is not None
    yield sandbox
    sandbox.close()


def program(path, *, buggy):
    """The source and what it should return."""
    source = path.read_text("utf-8")
    expected = literal_eval(re.search(r"^EXPECTED = (.*)$", source, re.MULTILINE)[1])
    return re.sub(r"^( *).*# BUG: (.*)$", r"\1\2", source, flags=re.MULTILINE) if buggy else source, expected


def student_of(sandbox, source, schedules):
    """The submission that this source is."""
    limits = Limits(wall_seconds=1.0)
    assignment = Assignment(module="task", files={"task.py": source.encode()}, limits=limits)
    return Student(sandbox, assignment, seed="1", budget=Budget(schedules=schedules, seconds=120))


def holds(call):
    """Whether nothing was said against it."""
    try:
        call()
    except AssertionError:
        return False
    return True


def repeated(sandbox, source, expected):
    """The share of ordinary runs that show the mistake."""
    student = student_of(sandbox, source, 1)
    wrong = [not holds(lambda: check(student.call("solve", start_method="fork"), expected)) for _ in range(REPETITIONS)]
    return sum(wrong) / REPETITIONS


def check(run, expected):
    """It returned what it should."""
    assert run.value == expected


def searched(sandbox, source, expected):
    """How many schedules it takes, and how many seconds; the first is None if 60 are too few."""
    student = student_of(sandbox, source, 60)
    began = time.perf_counter()
    found = not holds(lambda: student.explore("solve", start_method="fork").all_satisfy(lambda r: r.value == expected))
    return student.explorations[0].schedules if found else None, time.perf_counter() - began


@pytest.mark.timeout(900)
def test_mistakes_that_repetition_hardly_shows_are_found_within_the_default_budget(sandbox, capsys):
    rows, tries = [], []
    for path in KINDS:
        source, expected = program(path, buggy=True)
        share = repeated(sandbox, source, expected)
        schedules, seconds = searched(sandbox, source, expected)
        tries.append(schedules)
        rows.append(f"| {path.stem.replace('_', ' ')} | {share:.0%} | {schedules or 'not found'} | {seconds:.2f} |")
        told(capsys, rows[-1])
    found = [number for number in tries if number is not None]
    told(capsys, f"found {len(found)} of {len(KINDS)}, median {median(found):g} schedules, {max(found)} at most")
    if os.environ.get("GRADER_WRITE_TABLE"):
        Path(ROOT / "docs" / "races.md").write_text(HEAD.format(repetitions=REPETITIONS) + "\n".join(rows) + "\n")
    assert len(found) >= 0.9 * len(KINDS)


@pytest.mark.timeout(3600)
def test_right_programs_hold_and_a_schedule_takes_some_milliseconds(sandbox, capsys):
    seconds, alarms, doubts = [], [], 0
    for path in KINDS:
        source, expected = program(path, buggy=False)
        student = student_of(sandbox, source, RIGHT_SCHEDULES)
        began = time.perf_counter()
        call = student.explore("solve", start_method="fork")
        if not holds(lambda: call.all_satisfy(lambda run: run.value == expected)):  # noqa: B023 - called at once
            alarms.append(path.stem)
        explored = student.explorations[0]
        doubts += explored.inconclusive
        seconds.append((time.perf_counter() - began) / explored.schedules)
    each = 1000 * median(seconds)
    told(capsys, f"{RIGHT_SCHEDULES} schedules of {len(KINDS)} right programs: {len(alarms)} alarms, {doubts} in doubt")
    told(capsys, f"a schedule: {each:.1f} ms at the median of the programs (at most 25 where nothing else runs)")
    assert alarms == []

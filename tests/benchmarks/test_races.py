"""Races: how often repeating a run shows one, and after how many schedules the scheduler does, on the same programs.

With `GRADER_WRITE_TABLE=1` in the environment the table in docs/races.md is written anew.
"""

from __future__ import annotations

import os
import re
import time
from ast import literal_eval

import pytest
from pairs import ROOT, told

from grader.model import Limits
from grader.sandbox import open_sandbox
from grader.schedules import Budget
from grader.suite.student import Assignment, Student

REPETITIONS = int(os.environ.get("GRADER_REPETITIONS", "20"))
RIGHT_SCHEDULES = int(os.environ.get("GRADER_RIGHT_SCHEDULES", "60"))
KINDS = sorted((ROOT / "tests" / "races").glob("*.py"))
TABLE = ROOT / "docs" / "races.md"
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


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_a_mistake_that_repetition_hardly_shows_is_found_within_the_default_budget(sandbox, capsys, path):
    source, expected = program(path, buggy=True)
    share = repeated(sandbox, source, expected)
    schedules, seconds = searched(sandbox, source, expected)
    name = path.stem.replace("_", " ")
    row = f"| {name} | {share:.0%} | {schedules or 'not found'} | {seconds:.1f} |"
    told(capsys, row)
    if os.environ.get("GRADER_WRITE_TABLE"):
        write_row(name, row)
    assert schedules is not None


def write_row(name, row):
    """Put a row into the table, in the place of the one of that name if there is one."""
    lines = TABLE.read_text("utf-8").splitlines() if TABLE.exists() else []
    rows = {line.split("|")[1].strip(): line for line in lines if line.startswith("| ") and "---" not in line}
    rows.pop("mistake", None)
    rows[name] = row
    TABLE.write_text(
        HEAD.format(repetitions=REPETITIONS) + "\n".join(rows[each] for each in sorted(rows)) + "\n", "utf-8"
    )


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_a_right_program_holds_and_a_schedule_takes_some_milliseconds(sandbox, capsys, path):
    source, expected = program(path, buggy=False)
    student = student_of(sandbox, source, RIGHT_SCHEDULES)
    began = time.perf_counter()
    call = student.explore("solve", start_method="fork")
    held = holds(lambda: call.all_satisfy(lambda run: run.value == expected))
    explored = student.explorations[0]
    each = 1000 * (time.perf_counter() - began) / explored.schedules
    told(capsys, f"{path.stem}: {explored.schedules} schedules, {explored.inconclusive} in doubt, {each:.1f} ms each")
    assert held

"""Races: how often repeating a run shows one, and after how many schedules the scheduler does, on the same programs.

With `GRADER_WRITE_TABLE=1` in the environment the table in docs/races.md is written anew. `GRADER_HUNTS=20` makes so
many searches for each mistake, which differ by chance; `GRADER_RIGHT_SCHEDULES=1320` tries 50,000 schedules on right
programs.
"""

from __future__ import annotations

import os
import re
import time
from ast import literal_eval
from dataclasses import replace
from statistics import median

import pytest
from pairs import BARE_SECONDS, ROOT, bare_call, seconds_of, told

from grader.model import Limits
from grader.sandbox import open_sandbox
from grader.schedules import Budget, Search
from grader.schedules.plans import PORTFOLIO, Planner
from grader.suite.student import Assignment, Student

REPETITIONS = int(os.environ.get("GRADER_REPETITIONS", "20"))
RIGHT_SCHEDULES = int(os.environ.get("GRADER_RIGHT_SCHEDULES", "60"))
HUNTS = int(os.environ.get("GRADER_HUNTS", "2"))
ENOUGH = 0.95
"""The share of hunts that must find a mistake within five times the default budget."""
REPLAYS = 10
SECONDS_EACH = 0.2
MOST_EACH = 0.025 / BARE_SECONDS
"""A schedule of the median program takes 25 ms at most, in bare calls."""
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


@pytest.fixture(scope="module")
def costs():
    """What a schedule of each right program has taken, in bare calls."""
    return []


def program(path, *, buggy):
    """The source and what it should return."""
    source = path.read_text("utf-8")
    expected = literal_eval(re.search(r"^EXPECTED = (.*)$", source, re.MULTILINE)[1])
    return re.sub(r"^( *).*# BUG: (.*)$", r"\1\2", source, flags=re.MULTILINE) if buggy else source, expected


def student_of(sandbox, source, schedules):
    """The submission that this source is."""
    limits = Limits(wall_seconds=1.0)
    assignment = Assignment(module="task", files={"task.py": source.encode()}, limits=limits)
    seconds = max(120, schedules * SECONDS_EACH)
    return Student(sandbox, assignment, seed="1", budget=Budget(schedules=schedules, seconds=seconds))


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


def hunted(sandbox, source, expected, hunt, patch):
    """How many schedules it takes in the hunt of this number, whose chance is its own; and the seed that fails."""
    planned = Planner.plan

    def plan(self, seed, **keywords):
        usual = planned(self, seed, **keywords)
        return replace(usual, seed=seed + 1000 * hunt) if usual.strategy in PORTFOLIO else usual

    patch.setattr(Planner, "plan", plan)
    patch.setattr(Search, "_shrunk", lambda _search, failing: failing)  # nobody looks at it
    student = student_of(sandbox, source, 5 * Budget().schedules)
    holds(lambda: student.explore("solve", start_method="fork").all_satisfy(lambda run: run.value == expected))
    return student.explorations[0].schedules if student.explorations[0].failed else None


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_chance_hardly_matters_and_what_is_found_comes_again(sandbox, capsys, path):
    source, expected = program(path, buggy=True)
    needed = []
    for hunt in range(HUNTS):
        with pytest.MonkeyPatch.context() as patch:
            needed.append(hunted(sandbox, source, expected, hunt, patch))
    found = sorted(number for number in needed if number)
    usual = sum(number <= Budget().schedules for number in found)
    told(capsys, f"{path.stem}: {len(found)} of {HUNTS} hunts, {usual} within the default budget, {found} schedules")
    assert len(found) >= ENOUGH * HUNTS
    with pytest.MonkeyPatch.context() as patch:
        assert replays(sandbox, source, expected, patch) == REPLAYS


def replays(sandbox, source, expected, patch):
    """How often the schedule that a search finds fails when it is asked for by its seed."""
    patch.setattr(Search, "_shrunk", lambda _search, failing: failing)
    student = student_of(sandbox, source, 60)
    claim = lambda run: run.value == expected  # noqa: E731
    holds(lambda: student.explore("solve", start_method="fork").all_satisfy(claim))
    student._budget = Budget(replay=student.explorations[0].seed, seconds=120)
    again = [holds(lambda: student.explore("solve", start_method="fork").all_satisfy(claim)) for _ in range(REPLAYS)]
    return again.count(False)


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
def test_a_right_program_holds_under_every_schedule(sandbox, costs, capsys, path):
    source, expected = program(path, buggy=False)
    student = student_of(sandbox, source, RIGHT_SCHEDULES)
    began = time.perf_counter()
    call = student.explore("solve", start_method="fork")
    held = holds(lambda: call.all_satisfy(lambda run: run.value == expected))
    explored = student.explorations[0]
    each = (time.perf_counter() - began) / explored.schedules
    costs.append(each / median(seconds_of(bare_call) for _ in range(5)))
    told(
        capsys,
        f"{path.stem}: {explored.schedules} schedules, {explored.inconclusive} in doubt, {1000 * each:.1f} ms each, "
        f"{costs[-1]:.2f} of a bare call",
    )
    assert held


def test_a_schedule_of_a_right_program_takes_some_milliseconds(costs, capsys):
    assert len(costs) == len(KINDS), "it needs the figures of the right programs: -k right"
    told(capsys, f"a schedule: {median(costs):.2f} of a bare call at the median (at most {MOST_EACH:.2f}: 25 ms)")
    assert median(costs) <= MOST_EACH

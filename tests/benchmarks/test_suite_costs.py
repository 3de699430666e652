"""What the suites of our exercises take on their references, as people wait for them, in bare calls (see `pairs`)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pairs import BARE_SECONDS, ROOT, paired, seconds_of, told

from grader.course import read_course

NUMBERS = [exercise.number for exercise in read_course(ROOT / "exercises").exercises]
ROUNDS = 3
YARDSTICKS = 8


def check(*words):
    """Run `grader check` on references as a program."""
    command = [sys.executable, "-m", "grader", "check", "--solution", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def measured(*words, rounds=ROUNDS):
    """Seconds and bare calls that a check takes."""
    return paired(lambda: seconds_of(lambda: check(*words)), rounds, YARDSTICKS)


def within(capsys, what, taken, seconds_allowed):
    """Whether that is no more than these seconds, on the machine for which they were set."""
    (seconds, ratio), bar = taken, seconds_allowed / BARE_SECONDS
    told(capsys, f"{what}: {ratio:.1f} bare calls, {seconds:.1f} s (at most {bar:.1f}: {seconds_allowed:g} s)")
    return ratio <= bar


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suite(capsys, number):
    assert within(capsys, f"check {number}", measured(number), 2.0)


@pytest.mark.timeout(600)
def test_all_exercises_one_after_the_other(capsys):
    """By fourteen commands, each of which looks at checks side by side."""
    taken = [measured(number, rounds=1) for number in NUMBERS]
    assert within(capsys, "fourteen commands", [sum(column) for column in zip(*taken, strict=True)], 20.0)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("workers", "seconds"), [("1", 20.0), ("2", 12.0)])
def test_all_exercises_in_one_command(capsys, workers, seconds):
    assert within(capsys, f"check --all -n {workers}", measured("--all", "-n", workers), seconds)

"""What the suites of our exercises take on their references, as people wait for them, in bare calls (see `pairs`)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pairs import BARE_SECONDS, ROOT, paired, seconds_of, told

from grader.course import read_course

NUMBERS = [exercise.number for exercise in read_course(ROOT / "exercises").exercises]
ROUNDS = 3


def check(*words):
    """Run `grader check` on references as a program."""
    command = [sys.executable, "-m", "grader", "check", "--solution", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def within(capsys, words, seconds_allowed, rounds=ROUNDS):
    """Whether a check takes no more than these seconds, on the machine for which they were set."""
    seconds, ratio = paired(lambda: seconds_of(lambda: check(*words)), rounds)
    bar = seconds_allowed / BARE_SECONDS
    told(
        capsys,
        f"check {' '.join(words)}: {ratio:.1f} bare calls, {seconds:.1f} s (at most {bar:.1f}: {seconds_allowed:g} s)",
    )
    return ratio <= bar


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suite(capsys, number):
    assert within(capsys, [number], 2.0)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("workers", "seconds"), [("1", 20.0), ("2", 12.0)])
def test_all_exercises(capsys, workers, seconds):
    assert within(capsys, ["--all", "-n", workers], seconds)

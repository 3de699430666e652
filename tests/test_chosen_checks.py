"""Some checks of a suite alone: those that are named, and those that they wait for."""

from __future__ import annotations

import pytest
from suites import an_exercise

from grader.grading import grade
from grader.submission import Submission

SUITE = [
    'def test_first(student):\n    """First."""',
    'def test_apart(student):\n    """Apart."""',
    '@after(test_first)\ndef test_second(student):\n    """Second."""',
    '@after(test_second)\ndef test_third(student):\n    """Third."""',
]


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize(
    ("named", "looked_at"),
    [
        ((), ["first", "apart", "second", "third"]),
        (["test_apart"], ["apart"]),
        (["test_third"], ["first", "second", "third"]),
        (["test_second", "test_apart"], ["first", "apart", "second"]),
    ],
)
def test_the_named_checks_come_with_those_that_they_wait_for(tmp_path, at_once, named, looked_at):
    submission = Submission({"toy.py": b""})
    result = grade(an_exercise(tmp_path, *SUITE), submission, seed=5, replay={}, checks=named, at_once=at_once)
    assert [check.name.removeprefix("test_") for check in result.checks] == looked_at
    assert result.passed

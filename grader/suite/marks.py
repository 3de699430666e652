"""What a hidden test says about itself: its points, its hint, and which other check has to hold first.

The marks are plain attributes of the test's function: a hidden suite can be imported, and its marks read, without
pytest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from inspect import getdoc
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., None])

ATTRIBUTE = "grader_marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Everything that a test says about itself."""

    points: float = 1.0
    hint: str = ""
    after: tuple[str, ...] = ()
    """Names of the tests that have to pass before this one is looked at."""
    public: bool = False
    """Whether students get the check itself with their copy of the course."""


def points(number: float) -> Callable[[Test], Test]:
    """How many points the check gives; 1 if nothing is said."""
    if not 0 <= number < float("inf"):
        raise ValueError(f"points must be a number from 0 upwards, not {number!r}")
    return _marking(points=float(number))


def hint(sentence: str) -> Callable[[Test], Test]:
    """One sentence of direction for a student whose program does not pass the check; never the solution."""
    return _marking(hint=sentence)


def after(*tests: Callable[..., None]) -> Callable[[Test], Test]:
    """The check is looked at only once these hold; they stand above it in the suite."""
    return _marking(after=tuple(test.__name__ for test in tests))


def public(test: Test) -> Test:
    """The check goes with the student's copy of the course, and everything of its module that it uses."""
    return _marking(public=True)(test)


def marks_of(function: object) -> Marks:
    """Return what a test says about itself."""
    marks: Marks = getattr(function, ATTRIBUTE, Marks())
    return marks


def promise_of(function: object) -> str:
    """Return the first paragraph of the test's docstring as one line: the promise that a student reads.

    Raises ValueError if there is none.
    """
    paragraph = (getdoc(function) or "").partition("\n\n")[0]
    if not paragraph.strip():
        raise ValueError("it has no docstring: the promise that a student reads")
    return " ".join(paragraph.split())


def _marking(**changes: Any) -> Callable[[Test], Test]:
    def mark(test: Test) -> Test:
        setattr(test, ATTRIBUTE, replace(marks_of(test), **changes))
        return test

    return mark

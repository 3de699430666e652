"""What a course does not keep, as a noun: where it is, what is wrong there, and what its author does next."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.model import Exercise

KEPT, BROKEN, OUR_FAULT = 0, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One promise that is not kept."""

    exercise: str
    """The exercise's folder name; empty for the course as a whole."""
    file: str
    """Relative to the folder around `exercises`."""
    problem: str
    remedy: str
    """What to do next, as a sentence without its full stop."""
    ours: bool = False
    """Whether it could not be judged for reasons of the grader's own."""


def status_of(findings: Collection[Finding]) -> int:
    """The exit status: 0 all promises kept, 1 some not, 3 something could not be judged for reasons of ours."""
    return OUR_FAULT if any(each.ours for each in findings) else BROKEN if findings else KEPT


def finding(
    course: Course, exercise: Exercise | None, path: Path, problem: str, remedy: str, *, ours: bool = False
) -> Finding:
    """Say what is wrong with a file of the course."""
    return Finding(
        exercise=exercise.name if exercise else "",
        file=os.path.relpath(path.absolute(), course.folder.parent),
        problem=problem,
        remedy=remedy,
        ours=ours,
    )


def solutions_of(course: Course, exercise: Exercise) -> Path:
    """The exercise's folder of solutions, whether it is there or not."""
    return course.folder.parent / "solutions" / exercise.name

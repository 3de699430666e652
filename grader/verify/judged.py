"""The promises that show when a program is graded: the stub, the right solutions, and the mistakes, one trial each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.errors import CourseError
from grader.grading import grade as really_grade
from grader.model import CheckResult, Exercise, Grade, Verdict
from grader.sentences import listed, one_line
from grader.submission import Submission
from grader.suite.verdicts import NOTHING_SAID, SUITE_BROKE
from grader.verify.findings import Finding, finding

KIND_STUB = "NotImplementedError: start with"
"""How a stub answers a student who has not begun yet: with the first step."""
CANNOT_BE_READ = "the hidden suite cannot be"


class Role(Enum):
    """What a program is in the course."""

    STUB = "stub"
    REFERENCE = "reference"
    ALTERNATIVE = "alternative"
    MUTANT = "mistake"


RIGHT = (Role.REFERENCE, Role.ALTERNATIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One program that is to be graded, and what should come of it."""

    exercise: Exercise
    role: Role
    path: Path
    check: str = ""
    """For a mistake: the check that must catch it."""
    repeat: int = 0
    """Which of several gradings of the same program it is, from 0."""

    @property
    def name(self) -> str:
        """The trial as people read it."""
        return f"{self.exercise.name} · {self.role.value} {self.path.stem}"


def trials_of(course: Course, exercise: Exercise) -> Iterator[Trial]:
    """Give every program of an exercise once; what is missing is left out, and told by `written_findings`."""
    with suppress(CourseError):
        yield Trial(exercise=exercise, role=Role.STUB, path=course.stub(exercise))
    with suppress(CourseError):
        yield Trial(exercise=exercise, role=Role.REFERENCE, path=course.reference(exercise))
    with suppress(CourseError):
        for path in course.alternatives(exercise):
            yield Trial(exercise=exercise, role=Role.ALTERNATIVE, path=path)
        for check, paths in course.mutants(exercise).items():
            for path in paths:
                yield Trial(exercise=exercise, role=Role.MUTANT, path=path, check=check)


def submission_of(trial: Trial) -> Submission:
    """The program as if a student had handed it in."""
    return Submission({f"{trial.exercise.slug}.py": trial.path.read_bytes()})


def graded(trial: Trial, grade: Callable[..., Grade] = really_grade, **settings: Any) -> Grade:
    """The grade of a program, as far as it is needed to judge it; `settings` are those of `grader.grading.grade`.

    Of a mistake that is the check that must catch it, and those that it waits for; all are looked at if it does not.
    """
    submission = submission_of(trial)
    if trial.role is Role.MUTANT:
        result = grade(trial.exercise, submission, checks=(trial.check,), **settings)
        if any(check.name == trial.check and check.verdict is Verdict.FAILED for check in result.checks):
            return result
    return grade(trial.exercise, submission, **settings)


def judge(course: Course, trial: Trial, grade: Grade) -> tuple[Finding, ...]:
    """What speaks against the course in the grade of one of its programs."""
    faults = _suite_faults(grade) or {
        Role.STUB: _stub_faults,
        Role.REFERENCE: _solution_faults,
        Role.ALTERNATIVE: _solution_faults,
        Role.MUTANT: _mutant_faults,
    }[trial.role](trial, grade)
    again = f" (seed {grade.seed})"
    return tuple(
        finding(course, trial.exercise, trial.path, problem + again, remedy, ours=ours)
        for problem, remedy, ours in faults
    )


_Faults = list[tuple[str, str, bool]]
"""Problem, remedy, and whether it is the grader's own fault."""


def _suite_faults(grade: Grade) -> _Faults:
    """What could not be judged, because of the suite or because of us."""
    broken = [check for check in grade.checks if check.verdict is Verdict.UNKNOWN]
    if not grade.checks:
        theirs = grade.problem.startswith(CANNOT_BE_READ)
        return [
            (grade.problem or "there are no checks", "mend the hidden suite" if theirs else "try again", not theirs)
        ]
    return [
        (f"{check.name} could not be judged: {one_line(check.seen)}", remedy, not theirs)
        for check in broken
        for theirs in [check.seen.startswith(SUITE_BROKE)]
        for remedy in ["mend the check: only an assertion may fail" if theirs else "try again; grader doctor may help"]
    ]


def _stub_faults(_trial: Trial, grade: Grade) -> _Faults:
    passed = [check.name for check in grade.checks if check.verdict is Verdict.PASSED]
    faults = [(f"passes {name} by accident", f"let {name} ask for something that is done", False) for name in passed]
    if KIND_STUB not in grade.checks[0].seen:
        remedy = 'let each function raise NotImplementedError("start with …")'
        faults.append((f"does not say what to start with, but: {one_line(grade.checks[0].seen)}", remedy, False))
    return faults


def _solution_faults(trial: Trial, grade: Grade) -> _Faults:
    remedy = f"mend the solution, or let the check accept it: grader check {trial.exercise.number} {trial.path.name} -v"
    faults = [check for check in grade.checks if check.verdict is Verdict.FAILED]
    faults = faults or [check for check in grade.checks if check.verdict is not Verdict.PASSED]
    return [(f"{check.name} {check.verdict.value}: {one_line(check.seen)}", remedy, False) for check in faults]


def _mutant_faults(trial: Trial, grade: Grade) -> _Faults:
    result = next((check for check in grade.checks if check.name == trial.check), None)
    if result is None:  # `written_findings` tells that its folder names no check
        return []
    if result.verdict is not Verdict.FAILED:
        others = [check.name for check in grade.checks if check.verdict is Verdict.FAILED]
        elsewhere = f"; caught by {listed(others)}" if others else "; no check catches it"
        remedy = f"move it to mutants/{others[0]}/" if others else f"let {trial.check} look closer"
        return [(f"{trial.check} {result.verdict.value} it{elsewhere}", remedy, False)]
    return [(problem, remedy, False) for problem, remedy in _speechless(result)]


def _speechless(result: CheckResult) -> Iterator[tuple[str, str]]:
    """What a student would miss in the report of a check that failed."""
    if result.seen in ("", NOTHING_SAID):
        yield f"{result.name} does not say what was seen", "give its assertion a sentence"
    if not result.hint:
        yield f"{result.name} fails without a hint", "let the mistake be one of a program that can be loaded"
    if not result.evidence:
        yield f"{result.name} fails without evidence", "let the check run something before it judges"

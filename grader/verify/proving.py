"""Verify exercises: read what is written, grade every program of theirs in parallel, and count what held.

The references are graded last, as often as is asked for and, if that is asked for, beside busy processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import chain

from grader.course import Course
from grader.errors import CourseError
from grader.grading import grade as really_grade
from grader.model import Exercise, Grade
from grader.schedules import budget_of
from grader.side_by_side import How, side_by_side
from grader.suite.marks import marks_of
from grader.verify.findings import Finding, status_of
from grader.verify.judged import RIGHT, Role, Trial, graded, judge, trials_of
from grader.verify.load import busy_processes, number_under_load
from grader.verify.suites import checks_of
from grader.verify.written import course_findings, written_findings

Progress = Callable[[int, int, str], None]
"""Told how many trials are done, of how many, and which was the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one trial; the grade itself, with its evidence, is not kept."""

    trial: Trial
    seed: int
    seconds: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many programs of one role did what they should, of how many."""

    held: int
    all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseReport:
    """What an exercise has, and how much of it held."""

    exercise: str
    checks: int
    points: float
    stub: Tally
    references: Tally
    alternatives: Tally
    mutants: Tally
    seconds: float
    """The longest grading of the reference."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of verifying a course, or some exercises of it."""

    exercises: tuple[ExerciseReport, ...]
    findings: tuple[Finding, ...]
    """Those of the course as a whole; if exercises were named, as far as they concern these."""

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Those of the course, then those of each exercise."""
        return (*self.findings, *chain.from_iterable(each.findings for each in self.exercises))

    @property
    def status(self) -> int:
        """The exit status: 0 all promises kept, 1 some not, 3 something could not be judged for reasons of ours."""
        return status_of(self.all_findings)


def verify(
    course: Course,
    exercises: Sequence[Exercise] = (),
    *,
    repeat: int = 1,
    load: bool = False,
    thorough: bool = False,
    workers: int = 1,
    grade: Callable[..., Grade] = really_grade,
    on_progress: Progress = lambda _done, _all, _name: None,
) -> Report:
    """Verify these exercises, or all; `repeat` and `load` are about the references, `workers` grade side by side.

    `thorough` looks at references and alternatives under 20 times as many schedules as a student's program.
    `grade` stands for `grader.grading.grade`. Raises CourseError if a program of the course cannot be read.
    """
    chosen = tuple(exercises or course.exercises)
    written = {exercise.name: written_findings(course, exercise) for exercise in chosen}
    trials = [trial for exercise in chosen if _can_be_judged(course, exercise) for trial in trials_of(course, exercise)]
    references = [trial for trial in trials if trial.role is Role.REFERENCE]
    others = [trial for trial in trials if trial.role is not Role.REFERENCE]
    repeated = [replace(trial, repeat=time) for time in range(repeat) for trial in references]
    run = _Run(course, workers, thorough, grade, on_progress, len(others) + len(repeated))
    outcomes = list(run.carried_out(others))
    with busy_processes(number_under_load() if load else 0):
        outcomes += run.carried_out(repeated)
    return Report(
        exercises=tuple(_report(course, exercise, written[exercise.name], outcomes) for exercise in chosen),
        findings=tuple(each for each in course_findings(course) if not exercises or each.exercise in written),
    )


def _can_be_judged(course: Course, exercise: Exercise) -> bool:
    """Whether there is a suite to judge by; `written_findings` says why if not."""
    try:
        return bool(checks_of(course.suite(exercise)))
    except CourseError:
        return False


@dataclass(slots=True)
class _Run:
    """Carries out trials, and counts them for whoever waits."""

    course: Course
    workers: int
    thorough: bool
    grade: Callable[..., Grade]
    on_progress: Progress
    number: int
    done: int = 0

    def carried_out(self, trials: Iterable[Trial]) -> Iterator[Outcome]:
        """Give the outcome of each trial as it comes."""
        with closing(side_by_side(self._outcome, trials, self.workers)) as outcomes:
            for outcome in outcomes:
                self.done += 1
                self.on_progress(self.done, self.number, outcome.trial.name)
                yield outcome

    def _outcome(self, trial: Trial, how: How) -> Outcome:
        if self.thorough and trial.role in RIGHT:
            how = {**how, "budget": budget_of(usual=trial.exercise.schedules, thorough=True)}
        result = graded(trial, self.grade, **how)
        findings = judge(self.course, trial, result)
        return Outcome(trial=trial, seed=result.seed, seconds=result.seconds, findings=findings)


def _report(
    course: Course, exercise: Exercise, written: tuple[Finding, ...], outcomes: Sequence[Outcome]
) -> ExerciseReport:
    ours = [outcome for outcome in outcomes if outcome.trial.exercise.name == exercise.name]
    ours.sort(key=lambda outcome: (list(Role).index(outcome.trial.role), str(outcome.trial.path), outcome.trial.repeat))
    marks = []
    with suppress(CourseError):
        marks = [marks_of(check) for check in checks_of(course.suite(exercise)).values()]
    return ExerciseReport(
        exercise=exercise.name,
        checks=len(marks),
        points=sum(mark.points for mark in marks),
        stub=_tally(ours, Role.STUB),
        references=_tally(ours, Role.REFERENCE),
        alternatives=_tally(ours, Role.ALTERNATIVE),
        mutants=_tally(ours, Role.MUTANT),
        seconds=max((outcome.seconds for outcome in ours if outcome.trial.role is Role.REFERENCE), default=0.0),
        findings=(*written, *chain.from_iterable(outcome.findings for outcome in ours)),
    )


def _tally(outcomes: Iterable[Outcome], role: Role) -> Tally:
    of_role = [outcome for outcome in outcomes if outcome.trial.role is role]
    return Tally(held=sum(not outcome.findings for outcome in of_role), all=len(of_role))

"""How many schedules an exercise should try: what its wrong programs need until they fail, and some more.

The wrong programs are the mistakes of the course, and slips of its right solutions (`slips`). Each is judged by the
checks that explore, with more schedules than are usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from pathlib import Path
from statistics import median

from grader.course import Course
from grader.grading import grade as really_grade
from grader.model import Exercise, Grade, Verdict
from grader.schedules.budget import SCHEDULES, Budget
from grader.schedules.plans import ORDER_SEEDS
from grader.sentences import one_line
from grader.side_by_side import How, side_by_side
from grader.submission import Submission
from grader.verify.findings import Finding, finding
from grader.verify.judged import RIGHT, Role, Trial, trials_of
from grader.verify.slips import Slip, slips_in, spread
from grader.verify.suites import text_of

TRIED = Budget(schedules=60, seconds=10.0)
"""With this each program is judged; one that needs more counts as one that holds."""
MOST_SLIPS = 30
"""How many slips of an exercise are tried."""
TIMES, SHARE = 5, 0.95
"""An exercise should try so many times what this share of the searches needs."""
FEWEST = 12
"""What a search begins with (the natural order, some random schedules, three other orders), and a few more."""
NATURAL = 1
"""The first schedule is the natural order, which an ordinary call has as well: what fails in either needs one."""
SEED = 1
"""Of all gradings: the same course gives the same figures."""
AGAIN = "try again; grader doctor may help"

Progress = Callable[[int, int, str], None]
"""Told how many gradings of an exercise are done, of how many, and which was the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How many schedules it took to catch wrong programs, and what that asks for."""

    numbers: tuple[int, ...]
    """How many each of them took, sorted."""
    median: float
    percentile_95: int
    """By nearest rank: a number that one of them took."""
    most: int
    budget: int
    """How many schedules should be tried."""

    @classmethod
    def of(cls, mistakes: Sequence[int], slips: Sequence[int] = ()) -> Need:
        """Sum up how many schedules each of them took, in each search that caught it.

        Every mistake of the course has to be caught, and of the slips nearly all: they were made up by a machine.
        """
        ordered = tuple(sorted([*mistakes, *slips]))
        if not ordered:
            return cls(numbers=(), median=0.0, percentile_95=0, most=0, budget=FEWEST)
        nearly_all = ordered[ceil(SHARE * len(ordered)) - 1]
        return cls(
            numbers=ordered,
            median=float(median(ordered)),
            percentile_95=nearly_all,
            most=ordered[-1],
            budget=max(FEWEST, TIMES * nearly_all, *mistakes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What came of the wrong programs of one exercise."""

    exercise: str
    checks: tuple[str, ...] = ()
    """The checks that explore; where there are none, no wrong program was tried."""
    programs: int = 0
    without_exploring: int = 0
    """How many of them failed before anything was explored, or in the natural order already."""
    by_exploring: int = 0
    """How many failed only then."""
    need: Need
    """Of all that failed."""
    hardest: str = ""
    """The program that needed most."""
    tries: int
    """How many schedules the exercise tries now, if there is time for them."""
    reached: int = 0
    """How many there was time for with the reference, in the search that got least far; of orders alone none counts."""
    held: tuple[str, ...] = ()
    """Slips that nobody caught; a slip may change nothing that matters."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A program that is probably wrong: a mistake of the course as it is, or a right solution with a slip."""

    path: Path
    slip: Slip | None = None
    check: str = ""
    """For a mistake of the course: the check that must catch it."""

    @property
    def name(self) -> str:
        """The program as people read it."""
        return f"{self.path.name}:{self.slip.line}: {self.slip.change}" if self.slip else self.path.name

    @property
    def content(self) -> bytes:
        """What a student would hand in."""
        return self.slip.source.encode() if self.slip else self.path.read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    wrong: Wrong
    failed: bool
    needed: tuple[int, ...]
    """How many schedules it took, in each search that found a failure; a failure that was stirred up has no number."""
    problem: str | None = None
    """Why the program could not be judged, where that is so."""

    @property
    def by_exploring(self) -> bool:
        """Whether another order than the natural one was needed."""
        return any(number > NATURAL for number in self.needed)

    @property
    def held(self) -> bool:
        """Whether every check passed."""
        return not self.failed and self.problem is None


def calibrate(
    course: Course,
    exercises: Sequence[Exercise] = (),
    *,
    workers: int = 1,
    grade: Callable[..., Grade] = really_grade,
    on_progress: Progress = lambda _done, _all, _name: None,
) -> Iterator[Calibration]:
    """Calibrate these exercises, or all, one after the other; `workers` programs are graded side by side.

    `grade` stands for `grader.grading.grade`. Raises CourseError if a program of the course is missing or no Python.
    """
    for exercise in exercises or course.exercises:
        right = Wrong(path=course.reference(exercise))
        graded = grade(exercise, _submission(exercise, right), seed=SEED)
        checks = tuple(check.name for check in graded.checks if check.explorations)
        wrong = _wrong_programs(course, exercise) if checks and graded.passed else ()
        outcomes = []
        with closing(side_by_side(partial(_outcome, exercise, checks, grade), wrong, workers)) as coming:
            for done, outcome in enumerate(coming, 1):
                on_progress(done, len(wrong), f"{exercise.name} · {outcome.wrong.name}")
                outcomes.append(outcome)
        outcomes.sort(key=lambda outcome: wrong.index(outcome.wrong))
        yield _calibration(course, exercise, graded, outcomes)


def _wrong_programs(course: Course, exercise: Exercise) -> tuple[Wrong, ...]:
    """The mistakes of the course, and as many slips of all right solutions as there is time for."""
    trials: tuple[Trial, ...] = tuple(trials_of(course, exercise))
    mistakes = [Wrong(path=trial.path, check=trial.check) for trial in trials if trial.role is Role.MUTANT]
    right = [trial.path for trial in trials if trial.role in RIGHT]
    slips = [Wrong(path=path, slip=slip) for path in right for slip in slips_in(text_of(path))]
    return (*mistakes, *spread(slips, MOST_SLIPS))


def _submission(exercise: Exercise, program: Wrong) -> Submission:
    return Submission({f"{exercise.slug}.py": program.content})


def _outcome(
    exercise: Exercise, checks: Sequence[str], grade: Callable[..., Grade], wrong: Wrong, how: How
) -> _Outcome:
    submission = _submission(exercise, wrong)
    result = grade(exercise, submission, checks=checks, budget=TRIED, seed=SEED, **how)
    failed = any(check.verdict is Verdict.FAILED for check in result.checks)
    found = [search for check in result.checks for search in check.explorations if search.failed]
    return _Outcome(
        wrong=wrong,
        failed=failed,
        needed=tuple(search.schedules for search in found if search.seed is not None) if found else (NATURAL,) * failed,
        problem=_why_undecided(result) if result.undecided and not failed else None,
    )


def _why_undecided(grade: Grade) -> str:
    unknown = [check.seen for check in grade.checks if check.verdict is Verdict.UNKNOWN]
    return one_line((unknown or [grade.problem])[0])


def _calibration(course: Course, exercise: Exercise, right: Grade, outcomes: Sequence[_Outcome]) -> Calibration:
    tried = [search.schedules for check in right.checks for search in check.explorations]
    hardest = max(outcomes, key=lambda each: max(each.needed, default=0), default=None)
    calibration = Calibration(
        exercise=exercise.name,
        checks=tuple(check.name for check in right.checks if check.explorations),
        programs=len(outcomes),
        without_exploring=sum(each.failed and not each.by_exploring for each in outcomes),
        by_exploring=sum(each.by_exploring for each in outcomes),
        need=Need.of(
            [number for each in outcomes if each.wrong.slip is None for number in each.needed],
            [number for each in outcomes if each.wrong.slip is not None for number in each.needed],
        ),
        hardest=hardest.wrong.name if hardest and hardest.needed else "",
        tries=exercise.schedules or SCHEDULES,
        reached=min((number for number in tried if number > len(ORDER_SEEDS)), default=0),
        held=tuple(each.wrong.name for each in outcomes if each.wrong.slip and each.held),
    )
    return replace(calibration, findings=tuple(_findings(course, exercise, right, calibration, outcomes)))


def _findings(
    course: Course, exercise: Exercise, right: Grade, calibration: Calibration, outcomes: Sequence[_Outcome]
) -> Iterator[Finding]:
    reference, facts = course.reference(exercise), Path(exercise.folder, "exercise.toml")
    if not right.passed:  # then wrong programs say nothing
        remedy = f"mend that first: grader verify {exercise.number}"
        yield finding(course, exercise, reference, "does not pass every check", remedy, ours=right.undecided)
    if calibration.tries < (asked := calibration.need.budget):
        problem = f"{calibration.tries} schedules are tried, where its wrong programs ask for {asked}"
        yield finding(course, exercise, facts, problem, f"write schedules = {asked}")
    for each in outcomes:
        if each.held and each.wrong.check in calibration.checks:
            problem = f"{each.wrong.check} does not catch it with {TRIED.schedules} schedules"
            yield finding(course, exercise, each.wrong.path, problem, f"let {each.wrong.check} look closer")
        if each.problem is not None:
            problem = f"{each.wrong.name} could not be judged: {each.problem}"
            yield finding(course, exercise, each.wrong.path, problem, AGAIN, ours=True)

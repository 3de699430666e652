"""`grader ci`: find out which platform this is, grade what was handed in, write what the platform reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from pathlib import Path

from grader.cli.doors import Doors
from grader.cli.grade_lines import grade_lines
from grader.cli.platforms import Place, Platform, platform_named, write_for_actions
from grader.cli.telling import tell_error
from grader.cli.terminal import Line, Terminal
from grader.course import Course, find_course, suite_folder
from grader.errors import SandboxError, SubmissionError, UsageError
from grader.export import Occasion, render
from grader.model import CheckResult, Exercise, Grade, Level, Verdict
from grader.submission import Submission, read_submission
from grader.suite.events import Collected, Decided, Event, Held, Planned
from grader.suite.marks import marks_of, promise_of
from grader.verify.suites import checks_of

NOT_REACHED = "was not looked at before this was written"
UNFINISHED = "The grading was not over when this was written: it may have come to the platform's time limit."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One `grader ci`, as it was asked for."""

    exercises: tuple[str, ...] = ()
    platform: str | None = None
    submission: Path | None = None
    home: Path | None = None
    """The platform's own folder, where it is not the usual one."""
    level: Level | None = None
    weak: bool = False
    """Whether level L0, which holds nobody, will do."""
    seed: int | None = None
    workers: str | None = None
    course: Path | None = None


def ci(request: Request, doors: Doors, place: Place | None = None) -> int:
    """Carry out the request and return the exit status that the platform expects."""
    place = place or Place(home=request.home)
    platform = platform_named(request.platform, place)
    course = find_course(request.course)
    exercises = _exercises(request, course)
    _demand_isolation(request, doors)
    platform.begin(place)
    folder = (request.submission or platform.submission(place)).resolve()
    occasion = Occasion(variables=place.variables, files={e.name: _shown_file(folder, e) for e in exercises})
    grades: list[Grade] = []
    with _unread_by_runner(platform, occasion.token):
        try:
            for exercise in exercises:
                keeper = _Keeper(platform, occasion, place, exercise, grades)
                grades.append(_graded(request, course, exercise, folder, doors, keeper))
                _tell_people(grades[-1], exercise, course)
            platform.write(grades, occasion, place)
            if platform.actions:
                write_for_actions(grades, occasion, place)
        except Exception as error:  # told here, since its text may come from a student
            return tell_error(error)
    for form in (*(["github"] if platform.actions else []), *filter(None, [platform.last_line])):
        print(render(form, grades, occasion), end="", flush=True)
    return platform.status(grades)


def _exercises(request: Request, course: Course) -> Sequence[Exercise]:
    """Give the exercises that were named, or else all that have checks here."""
    if request.exercises:
        return [course.exercise(name) for name in dict.fromkeys(request.exercises)]
    found = [exercise for exercise in course.exercises if _has_checks(exercise)]
    if not found:
        raise UsageError(f"no exercise of {course.folder} has checks")
    return found


def _has_checks(exercise: Exercise) -> bool:
    try:
        return suite_folder(exercise).is_dir()
    except UsageError:
        return False


def _demand_isolation(request: Request, doors: Doors) -> None:
    """Refuse to run a student's program with the rights of a CI job, its tokens and its files."""
    works = [report.level for report in doors.probe_levels() if report.works]
    level = request.level if request.level is not None else max(works, default=Level.WATCHED)
    if level is Level.WATCHED and not request.weak:
        raise SandboxError(
            "this machine can only watch programs, not hold them: what is handed in could read and change this job",
            hint="grader doctor says what would help; --allow-weak-isolation grades all the same",
        )


@contextmanager
def _unread_by_runner(platform: Platform, token: str) -> Iterator[None]:
    """Within the block, nothing that is printed is a command to a runner of GitHub Actions."""
    if not platform.actions:
        yield
        return
    print(f"::stop-commands::{token}", flush=True)
    try:
        with redirect_stderr(sys.stdout):  # two streams could overtake each other
            yield
    finally:
        print(f"\n::{token}::", flush=True)


def _tell_people(grade: Grade, exercise: Exercise, course: Course) -> None:
    """Print the report for people; without pictures where the policy hides the inputs, which stand above them."""
    if course.feedback == "promise":
        grade = replace(grade, checks=tuple(replace(check, evidence=()) for check in grade.checks))
    terminal = Terminal(sys.stdout)
    again = ["grader", "check", exercise.number, "--seed", str(grade.seed)]
    terminal.show([*grade_lines(grade, again=again, width=terminal.width, marks=terminal.marks), Line()])
    sys.stdout.flush()


# ------------------------------------------------------------------------------------------- one exercise


def _graded(request: Request, course: Course, exercise: Exercise, folder: Path, doors: Doors, keeper: _Keeper) -> Grade:
    try:
        submission = _submission(folder, exercise)
    except SubmissionError as error:
        return unread(exercise, error)
    return doors.grade(
        exercise,
        submission,
        level=request.level,
        seed=request.seed,
        workers=request.workers,
        feedback=course.feedback,
        on_event=keeper,
    )


def _submission(folder: Path, exercise: Exercise) -> Submission:
    """Read the exercise's own folder in what was handed in, as the students' copy of a course has it, or else all."""
    for inner in _own_folders(folder, exercise):
        if inner.resolve() == inner and (inner / f"{exercise.slug}.py").exists():  # through no link of a student's
            return read_submission([inner], exercise)
    return read_submission([folder], exercise)


def _own_folders(folder: Path, exercise: Exercise) -> tuple[Path, ...]:
    return folder / "exercises" / exercise.name, folder / exercise.name


def _shown_file(folder: Path, exercise: Exercise) -> str:
    """Give the path of the main file from the top of its checkout, where an annotation is shown."""
    main = f"{exercise.slug}.py"
    paths = [inner / main for inner in (*_own_folders(folder, exercise), folder)]
    path = next((path for path in paths if path.is_file()), paths[-1])
    top = next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)
    return path.relative_to(top).as_posix()


def unread(exercise: Exercise, error: SubmissionError) -> Grade:
    """Give the grade of what cannot be read: every check has failed for that reason, and its points are known."""
    (suite,) = suite_folder(exercise).glob("test_*.py")
    return Grade(
        exercise=exercise.name,
        title=exercise.title,
        submission="",
        seed=0,
        level=Level.WATCHED,
        checks=tuple(
            CheckResult(
                name=name,
                promise=promise_of(test),
                points=marks_of(test).points,
                verdict=Verdict.FAILED,
                seen=error.message,
                hint=error.hint,
            )
            for name, test in checks_of(suite).items()
        ),
        problem=error.message,
    )


class _Keeper:
    """Keeps the platform's file up to date while the checks of one exercise are decided."""

    def __init__(
        self, platform: Platform, occasion: Occasion, place: Place, exercise: Exercise, before: Sequence[Grade]
    ) -> None:
        self._platform, self._place, self._exercise = platform, place, exercise
        self._occasion = replace(occasion, note=UNFINISHED)
        self._before = tuple(before)
        self._planned: tuple[Planned, ...] = ()
        self._decided: dict[str, CheckResult] = {}
        self._level = Level.WATCHED

    def __call__(self, event: Event) -> None:
        match event:
            case Collected(checks):
                self._planned = checks
            case Held(level):
                self._level = level
            case Decided(check):
                self._decided[check.name] = check
                if self._platform.as_it_goes:
                    self._platform.write([*self._before, self._so_far()], self._occasion, self._place)
            case _:
                pass

    def _so_far(self) -> Grade:
        checks = tuple(self._decided.get(plan.name) or _not_reached(plan) for plan in self._planned)
        exercise = self._exercise
        return Grade(
            exercise=exercise.name, title=exercise.title, submission="-", seed=0, level=self._level, checks=checks
        )


def _not_reached(plan: Planned) -> CheckResult:
    return CheckResult(
        name=plan.name, promise=plan.promise, points=plan.points, verdict=Verdict.SKIPPED, seen=NOT_REACHED
    )

"""`grader ci`: find out which platform this is, grade what was handed in, write what the platform reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from pathlib import Path

from grader.cli.as_it_goes import AsItGoes
from grader.cli.doors import Doors
from grader.cli.grade_lines import grade_lines
from grader.cli.holding import demand_isolation
from grader.cli.options import number_at_once
from grader.cli.platforms import Place, Platform, platform_named, write_for_actions
from grader.cli.telling import tell_error
from grader.cli.terminal import Line, Terminal
from grader.course import VARIABLE, Course, find_course, suite_folder
from grader.errors import SubmissionError, UsageError
from grader.export import Occasion, render
from grader.model import CheckResult, Exercise, Grade, Level, Verdict
from grader.sandbox.levels import strongest
from grader.submission import Submission, read_submission
from grader.suite.marks import marks_of, promise_of
from grader.verify.suites import checks_of


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What the request came to: everything that grading one exercise needs."""

    request: Request
    doors: Doors
    place: Place
    platform: Platform
    course: Course
    exercises: Sequence[Exercise]
    folder: Path
    """With what was handed in, without a link in its path."""
    occasion: Occasion


def ci(request: Request, doors: Doors, place: Place | None = None) -> int:
    """Carry out the request and return the exit status that the platform expects."""
    job = _job(request, doors, place or Place(home=request.home))
    platform, occasion = job.platform, job.occasion
    _demand_isolation(job)
    platform.begin(job.place)
    grades: list[Grade] = []
    with _unread_by_runner(platform, occasion.token):
        try:
            for exercise in job.exercises:
                grades.append(_graded(job, exercise, grades))
                _tell_people(grades[-1], exercise, job.course)
            platform.write(grades, occasion, job.place)
            if platform.actions:
                write_for_actions(grades, occasion, job.place)
        except Exception as error:  # told here, since its text may come from a student
            return tell_error(error)
    for form in platform.printed:
        print(render(form, grades, occasion), end="", flush=True)
    return platform.status(grades)


def _job(request: Request, doors: Doors, place: Place) -> _Job:
    platform = platform_named(request.platform, place)
    folder = (request.submission or platform.submission(place)).resolve()
    course = find_course(request.course)
    if request.course is None and not os.environ.get(VARIABLE) and course.folder.is_relative_to(folder):
        raise UsageError(
            f"the course in {course.folder} was handed in together with the submission, and would grade it",
            hint="--course names the course; --course . if it is meant to be that one",
        )
    exercises = _exercises(request, course)
    return _Job(
        request=request,
        doors=doors,
        place=place,
        platform=platform,
        course=course,
        exercises=exercises,
        folder=folder,
        occasion=Occasion(variables=place.variables, files={e.name: _shown_file(folder, e) for e in exercises}),
    )


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


def _demand_isolation(job: _Job) -> None:
    """Refuse to run a student's program with the rights of a CI job, its tokens and its files."""
    level = job.request.level
    held_at = strongest(job.doors.probe_levels()) if level is None else level
    demand_isolation(held_at, allowed=job.request.weak, option="--allow-weak-isolation")


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


def _graded(job: _Job, exercise: Exercise, before: Sequence[Grade]) -> Grade:
    try:
        submission = _submission(job.folder, exercise)
    except SubmissionError as error:
        return unread(exercise, error)
    so_far = AsItGoes(exercise, submission.digest, lambda grade, note: _write_so_far(job, [*before, grade], note))
    return job.doors.grade(
        exercise,
        submission,
        level=job.request.level,
        seed=job.request.seed,
        at_once=number_at_once(job.request.workers),
        feedback=job.course.feedback,
        on_event=so_far,
    )


def _write_so_far(job: _Job, grades: Sequence[Grade], note: str) -> None:
    if job.platform.as_it_goes:
        job.platform.write(grades, replace(job.occasion, note=note), job.place)


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
    suite = suite_folder(exercise) / f"test_{exercise.slug}.py"
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

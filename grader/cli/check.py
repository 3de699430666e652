"""`grader check`: find the course and the files, have them graded, show the grade, give the exit status."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from threading import Lock
from typing import Any

from grader.cli.doors import Doors
from grader.cli.grade_lines import grade_lines, summary_line
from grader.cli.options import exercises_at_once, number_at_once
from grader.cli.progress import progress_line
from grader.cli.terminal import Line, Terminal
from grader.course import Course, find_course, has_only_public_checks
from grader.errors import SubmissionError, UsageError
from grader.escaping import shown
from grader.model import Exercise, Grade, Level
from grader.report import Entry, Student
from grader.schedules import Budget, budget_of
from grader.submission import Submission, own_file, read_submission
from grader.suite.events import Collected, Decided, Event, Started

PASSED, FAILED, OUR_FAULT = 0, 1, 3
STREAMED = "json"
"""The format in which each grade stands on its own: with --all it is printed as soon as there is one."""
REST = Line("These are the public checks; the rest is graded later, when you hand in.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One `grader check`, as it was asked for."""

    exercise: str | None
    files: tuple[Path, ...] = ()
    solution: bool = False
    every: bool = False
    form: str = ""
    """A format to print the grade in, instead of the report for people."""
    html: Path | None = None
    verbose: bool = False
    seed: int | None = None
    workers: str | None = None
    level: Level | None = None
    course: Path | None = None
    schedules: int | None = None
    """How many schedules are tried; None: as many as the exercise says."""
    thorough: bool = False
    replay: int | None = None

    def budget(self, exercise: Exercise) -> Budget:
        """Give what is tried where a check of this exercise explores schedules."""
        return budget_of(self.schedules, usual=exercise.schedules, thorough=self.thorough, replay=self.replay)

    def again(self, exercise: Exercise, seed: int) -> list[str]:
        """Give the words of the command that grades one exercise of this request once more, in the same way."""
        course = [] if self.course is None else ["--course", str(self.course)]
        level = [] if self.level is None else ["--level", str(self.level.value)]
        files = ["--solution"] if self.solution else [str(path) for path in self.files]
        return [_called_as(), "check", exercise.number, *files, *course, *level, "--seed", str(seed)]


def _called_as() -> str:
    """Give our own name so that it can be copied: `grader`, or where it lies if the shell would not find that."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "grader" and shutil.which("grader") is None else "grader"


def check(request: Request, doors: Doors) -> int:
    """Carry out the request and return the exit status."""
    if (request.exercise is None) != request.every:
        raise UsageError("name one exercise, or use --all", hint="grader list shows the exercises")
    if request.solution and request.files:
        raise UsageError("--solution checks the course's own file: leave the other files out")
    if request.html is not None and not request.html.parent.is_dir():
        raise UsageError(f"there is no folder {request.html.parent} for the report")
    if request.form:
        _demand_format(request.form)
    course = find_course(request.course)
    if request.every:
        return _check_every(request, course, doors)
    return status_of(check_one(request, course, course.exercise(request.exercise or ""), doors))


def check_one(request: Request, course: Course, exercise: Exercise, doors: Doors) -> Grade:
    """Have one exercise graded, and show the grade."""
    with progress_line() as show:
        entry = _graded(request, course, exercise, doors, show)
    if request.form:
        _print_in_format(request.form, [entry])
    else:
        _report(request, exercise, entry)
    _write_page(request, course, [entry])
    return entry.grade


def status_of(grade: Grade) -> int:
    """Give the exit status for a grade: 3 if anything could not be judged, whatever else failed."""
    return OUR_FAULT if grade.undecided else PASSED if grade.passed else FAILED


def _check_every(request: Request, course: Course, doors: Doors) -> int:
    """Grade all exercises and tell them in order; what cannot be read is told, and the rest goes on."""
    entries: list[Entry] = []
    statuses, summary, partial = [PASSED], [], False
    with closing(_all_graded(request, course, doors)) as outcomes:
        for exercise, outcome in zip(course.exercises, outcomes, strict=True):
            match outcome:
                case SubmissionError():
                    statuses.append(outcome.exit_status)
                    summary.append(Line(outcome.message, head=f"? {exercise.name}: not read: ", head_style="magenta"))
                    if request.form:
                        print(f"error: {exercise.name}: {outcome.message}", file=sys.stderr)
                case UsageError():  # a student's copy of the course, which has no checks for this exercise
                    summary.append(Line(f"{outcome.message}; {outcome.hint}", "dim", head="– "))
                case Entry():
                    entries.append(outcome)
                    statuses.append(status_of(outcome.grade))
                    summary.append(summary_line(outcome.grade))
                    partial = partial or has_only_public_checks(exercise)
                    if request.form == STREAMED:
                        _print_in_format(request.form, [outcome])
                    elif request.verbose and not request.form:
                        _report(request, exercise, outcome)
    if not request.form:
        Terminal(sys.stdout).show([*summary, *([Line(), REST] if partial else [])])
    elif request.form != STREAMED:
        _print_in_format(request.form, entries)
    _write_page(request, course, entries)
    return max(statuses)


def _all_graded(
    request: Request, course: Course, doors: Doors
) -> Generator[Entry | SubmissionError | UsageError, None, None]:
    """Grade the exercises side by side; gives them in order, or why there is no grade.

    Each looks at one check after the other, but for the last ones: they get the workers that have nothing else to do.
    """
    from grader.side_by_side import How, side_by_side

    workers = exercises_at_once(request.workers)
    jobs = [(exercise, len(course.exercises) - place) for place, exercise in enumerate(course.exercises)]

    def carry_out(job: tuple[Exercise, int], how: How) -> Entry | SubmissionError | UsageError:
        exercise, left = job
        try:
            return _graded(request, course, exercise, doors, show, at_once=-(-workers // left), **how)
        except (SubmissionError, UsageError) as error:
            return error

    telling = Lock()

    def show(text: str) -> None:
        with telling:  # nobody shows anything between the line's end and what is told in its place
            line(text)

    with progress_line() as line, closing(side_by_side(carry_out, jobs, workers, in_order=True)) as graded:
        for outcome in graded:
            with telling:
                line("")
                yield outcome


def _demand_format(form: str) -> None:
    from grader.export import FORMATS  # takes a while to load, and few ask for it

    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}", hint="there are " + ", ".join(FORMATS))


def _print_in_format(form: str, entries: Sequence[Entry]) -> None:
    from grader.export import Occasion, render

    print(render(form, [entry.grade for entry in entries], Occasion(variables=os.environ)), end="", flush=True)


def _graded(
    request: Request, course: Course, exercise: Exercise, doors: Doors, show: Callable[[str], None], **how: Any
) -> Entry:
    show(f"{exercise.number} · {exercise.title} …")
    submission = submission_for(request, course, exercise)
    grade = doors.grade(
        exercise,
        submission,
        level=request.level,
        seed=request.seed,
        feedback=course.feedback,
        budget=request.budget(exercise),
        on_event=_Follower(exercise, show),
        **{"at_once": number_at_once(request.workers), **how},
    )
    again = tuple(request.again(exercise, grade.seed))
    return Entry(grade=grade, files=submission.files, command=again, made=datetime.now(timezone.utc).astimezone())


def submission_for(request: Request, course: Course, exercise: Exercise) -> Submission:
    """Read what was named, or the course's own solution, or else the student's file where it is usually."""
    if request.solution:
        return read_submission([course.reference(exercise)], exercise)
    return read_submission(request.files or [own_file(exercise)], exercise)


class _Follower:
    """Turns what the hidden suite tells while it runs into a progress line."""

    def __init__(self, exercise: Exercise, show: Callable[[str], None]) -> None:
        self._title = f"{exercise.number} · {exercise.title}"
        self._show = show
        self._promises: dict[str, str] = {}
        self._decided = 0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Collected):
            self._promises = {check.name: check.promise for check in event.checks}
        elif isinstance(event, Decided):
            self._decided += 1
        elif isinstance(event, Started):
            promise = self._promises.get(event.name, event.name)
            self._show(f"{self._title} · {self._decided} of {len(self._promises)} · {promise}")


def _report(request: Request, exercise: Exercise, entry: Entry) -> None:
    grade = entry.grade
    terminal = Terminal(sys.stdout)
    terminal.show(
        grade_lines(grade, again=entry.command, verbose=request.verbose, width=terminal.width, marks=terminal.marks)
    )
    if has_only_public_checks(exercise):
        terminal.show([REST])
    if not grade.passed and not grade.undecided and not request.solution:
        terminal.show(_next_steps(request, exercise))


def _write_page(request: Request, course: Course, entries: Sequence[Entry]) -> None:
    """Write the grades as one page, where that was asked for."""
    if request.html is None:
        return
    from grader.report.files import write_page  # loads the templates' engine, which nothing else needs
    from grader.report.student import render_student

    write_page(request.html, render_student(Student(name="", entries=tuple(entries)), title=course.title))
    print(f"report: {shown(str(request.html))}", file=sys.stderr)


def _next_steps(request: Request, exercise: Exercise) -> Iterator[Line]:
    number = exercise.number
    more = "" if request.verbose else ", -v (more of what was seen)"
    yield Line()
    yield Line(f"grader show {number} (the task), grader hint {number} (a hint){more}", head="next: ")

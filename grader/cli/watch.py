"""`grader watch`: check again each time the solution is saved.

Whether something was saved is decided by the contents of the files, so that an editor may write them as it likes, and a
save during a check is seen after it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

from grader.cli.check import Request, check_one, submission_for
from grader.cli.doors import Doors
from grader.cli.stopping import Stopped
from grader.cli.telling import tell_error
from grader.cli.terminal import Line, Terminal
from grader.course import Course, find_course
from grader.errors import GraderError, SubmissionError
from grader.escaping import shown
from grader.model import Exercise
from grader.submission import own_file

ENDED = 0
"""Exit status: to stop watching is how it is meant to end."""


def watch(request: Request, doors: Doors) -> int:
    """Check now, and whenever the files have changed; return when the user has seen enough."""
    course = find_course(request.course)
    exercise = course.exercise(request.exercise or "")
    files = request.files or (_from_here(own_file(exercise)),)
    with suppress(Stopped):
        _watch(replace(request, files=files), course, exercise, doors)  # these, also when they are gone for a moment
    Terminal(sys.stdout).show([Line()])
    return ENDED


def _watch(request: Request, course: Course, exercise: Exercise, doors: Doors) -> None:
    checked = ""
    for _ in chain([None], doors.changes(_folders(request.files))):
        contents = _contents(request, course, exercise)
        if contents == checked:
            continue
        checked = contents
        terminal = Terminal(sys.stdout)
        terminal.console.clear()
        try:
            check_one(request, course, exercise, doors)
        except GraderError as error:
            tell_error(error)
        names = ", ".join(shown(path.name) for path in request.files)
        terminal.show([Line(), Line(f"waiting until {names} is saved; Ctrl-C ends", "dim")])


def _contents(request: Request, course: Course, exercise: Exercise) -> str:
    """Give what tells one version of the files from another: their digest, or why they cannot be read."""
    try:
        return submission_for(request, course, exercise).digest
    except SubmissionError as error:
        return error.message


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _folders(files: Sequence[Path]) -> Iterator[Path]:
    """Give the folders to look at: an editor may put a new file in the place of the old one."""
    return iter(dict.fromkeys(path if path.is_dir() else path.absolute().parent for path in files))

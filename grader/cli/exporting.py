"""`grader export`: the zip or the workflow that a platform wants to be given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from grader.bundle import write_bundle
from grader.cli.terminal import Line, Terminal
from grader.course import Course, find_course
from grader.errors import UsageError
from grader.export.workflows import SECRET, course_workflow
from grader.model import Exercise

ZIP = Path("autograder.zip")


def export_for(
    what: str, names: Sequence[str], output: Path | None, *, sudo: bool, weak: bool, course: Path | None
) -> None:
    """Write it, and say what to do with it. Raises UsageError for a platform that is none."""
    found = find_course(course)
    exercises = [found.exercise(name) for name in names] or list(found.exercises)
    if what == "gradescope":
        if sudo:
            raise UsageError("--sudo is for github: on Gradescope the grader is root anyway")
        _gradescope(found, exercises, output or ZIP, weak=weak)
    elif what == "github":
        _github(exercises if names else [], output, sudo=sudo, weak=weak)
    else:
        raise UsageError(f"nothing can be exported for {what!r}", hint="there are gradescope, github")


def _gradescope(course: Course, exercises: Sequence[Exercise], path: Path, *, weak: bool) -> None:
    if path.exists():
        raise UsageError(f"{path} is there already", hint="name another file with -o: nothing is ever overwritten")
    write_bundle(course, exercises, path, weak=weak)
    terminal = Terminal(sys.stdout)
    terminal.show([Line(str(path)), Line(), Line("upload it to Gradescope as the autograder", head="next: ")])


def _github(exercises: Sequence[Exercise], output: Path | None, *, sudo: bool, weak: bool) -> None:
    text = course_workflow([exercise.number for exercise in exercises], sudo=sudo, weak=weak)
    if output is None:
        print(text, end="")
        return
    if output.exists():
        raise UsageError(f"{output} is there already", hint="name another file with -o: nothing is ever overwritten")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    terminal = Terminal(sys.stdout)
    hint = f"give the repositories the secret {SECRET} and the variable COURSE_REPOSITORY; see docs/ci.md"
    terminal.show([Line(str(output)), Line(), Line(hint, head="next: ")])

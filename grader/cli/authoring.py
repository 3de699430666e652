"""`grader new` and `grader kit`: what the author of a course has written for them."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.cli.terminal import Line, Terminal
from grader.course import find_course
from grader.kit import write_kit
from grader.scaffold import write_exercise


def new_exercise(number: str, name: str, course: Path | None) -> None:
    """Write the beginning of an exercise, list its files, and say what to do next."""
    found = find_course(course)
    terminal = Terminal(sys.stdout)
    for path in write_exercise(found, number, name):
        terminal.show([Line(str(path.relative_to(found.folder.parent)))])
    where = "" if course is None else f" --course {course}"
    terminal.show([Line(), Line(f"grader verify {number}{where} says what is still to be written", head="next: ")])


def student_kit(folder: Path, course: Path | None) -> None:
    """Write a student's copy of the course, and list its files."""
    terminal = Terminal(sys.stdout)
    terminal.show(Line(str(path)) for path in write_kit(find_course(course), folder))

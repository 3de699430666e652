"""A gradebook as reports: a page for each student, made from what is stored, one student after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from grader.gradebook import Entry, Gradebook
from grader.report import Entry as Page
from grader.report import Student

MAGIC = b"SQLite format 3\0"


def is_gradebook(path: Path) -> bool:
    """Whether a file is a database."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def students_of(
    book: Gradebook, files: Callable[[Entry], Mapping[str, bytes]] = lambda _entry: {}
) -> Iterator[Student]:
    """Give everybody in a gradebook with the grades in force; `files` gives what a grade is for, if that is at hand."""
    grades: dict[str, list[Entry]] = {student.name: [] for student in book.students()}
    for entry in book.entries():
        grades[entry.student].append(entry)
    for name, entries in grades.items():
        yield Student(name=name, entries=tuple(_page(book, entry, files(entry)) for entry in entries))


def _page(book: Gradebook, entry: Entry, files: Mapping[str, bytes]) -> Page:
    made = datetime.fromisoformat(entry.graded_at.replace("Z", "+00:00"))
    grade = book.grade(entry.student, entry.key.exercise)
    return Page(grade=grade, made=made, late=entry.late, files=files)

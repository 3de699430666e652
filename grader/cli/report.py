"""`grader report`: read stored grades, write a page for each student and the overview of all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from grader.cli.book_pages import is_gradebook, students_of
from grader.errors import EvidenceError, UsageError
from grader.escaping import shown, utf8
from grader.evidence import decode
from grader.gradebook import Gradebook
from grader.model import Grade
from grader.report import Entry, Student
from grader.report.files import write_class
from grader.sentences import count

SUFFIXES = (".json", ".jsonl")
SOME_UNREADABLE = 2


@dataclass(slots=True)
class Tally:
    """What was read, and what could not be."""

    students: int = 0
    grades: int = 0
    unread: list[str] = field(default_factory=list)


def report(paths: Sequence[Path], *, folder: Path, title: str) -> int:
    """Write the reports and return the exit status: 2 if some grade could not be read, and the rest is there."""
    tally = Tally()
    books = [path for path in paths if is_gradebook(path)]
    sources = list(_sources([path for path in paths if path not in books]))
    if not sources and not books:
        raise UsageError("there are no grades to report", hint="grader check 05 --json > ada.json stores one")
    overview = write_class(chain(_from_gradebooks(books, tally), _students(sources, tally)), folder, title=title)
    for line in tally.unread:
        print(f"error: {line}", file=sys.stderr)
    print(f"{count(tally.students, 'student')}, {count(tally.grades, 'grade')}: {shown(utf8(str(overview)))}")
    return SOME_UNREADABLE if tally.unread else 0


def _sources(paths: Sequence[Path]) -> Iterator[tuple[str, list[Path]]]:
    """Give each student's name and files: a file is one student, and so is each folder inside of a named folder."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no {shown(utf8(str(path)))}")
        if not path.is_dir():
            yield utf8(path.stem), [path]
            continue
        try:
            inside = sorted(path.iterdir())
            folders = [(each, sorted(each.iterdir())) for each in inside if each.is_dir()]
        except OSError as error:
            raise UsageError(f"cannot read {shown(str(path))}: {error.strerror}") from None
        yield from ((utf8(each.stem), [each]) for each in inside if each.suffix in SUFFIXES and each.is_file())
        for each, files in folders:
            if grades := [file for file in files if file.suffix in SUFFIXES and file.is_file()]:
                yield utf8(each.name), grades


def _from_gradebooks(books: Sequence[Path], tally: Tally) -> Iterator[Student]:
    for path in books:
        with Gradebook(path) as book:
            for student in students_of(book):
                tally.students += 1
                tally.grades += len(student.entries)
                yield student


def _students(sources: Sequence[tuple[str, list[Path]]], tally: Tally) -> Iterator[Student]:
    """Read one student after the other; nobody is kept."""
    for name, files in sources:
        entries = tuple(Entry(grade=grade) for file in files for grade in _grades(file, tally))
        tally.students += 1
        tally.grades += len(entries)
        yield Student(name=name, entries=entries)


def _grades(file: Path, tally: Tally) -> Iterator[Grade]:
    """Read the grades of a file, one a line; what cannot be read is noted, and the rest goes on."""
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        yield decode(Grade, line)
                    except EvidenceError as error:
                        tally.unread.append(f"{shown(str(file))}:{number}: {error.message}")
    except OSError as error:
        tally.unread.append(f"{shown(str(file))}: {error.strerror}")

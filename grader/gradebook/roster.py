"""Who is in the class: a CSV file with a header, as any platform exports it, and one row for each student.

No column has a meaning of its own, since headers differ from platform to platform and from language to language: the
first one is what the gradebook calls a student, and every cell that nobody else has is something they may be known by
on a hand-in: a login, a number, a name.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.escaping import shown
from grader.gradebook.entries import Student

MOST_BYTES = 16 * 2**20
_NUMBERED = re.compile(r"\D+\s(\d+)")
"""`Participant 4711`, as Moodle's grading worksheets have it, in any language."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The students of a class, and what they are known by."""

    students: tuple[Student, ...]
    known: Mapping[str, str]
    """The names of students by what is said of them alone."""

    def find(self, identifiers: Iterable[str]) -> str | None:
        """The name under which somebody is known who is known by one of these; the first that is known counts."""
        return next((self.known[folded] for folded in map(folded, identifiers) if folded in self.known), None)


def read_roster(path: Path) -> Roster:
    """Read a roster. Raises UsageError when it cannot be read, or when two students have the same name in it."""
    headers, rows = read_table(path)
    students = [Student(name=row[0], details=dict(zip(headers, row, strict=True))) for row in rows if row[0]]
    twice = [name for name, number in Counter(folded(each.name) for each in students).items() if number > 1]
    if twice:
        raise UsageError(
            f"{shown(str(path))}: two students are called {shown(twice[0], limit=60)}",
            hint="let the first column be one that is different for everybody, such as the login",
        )
    return Roster(tuple(students), names_known(students))


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Read a CSV file in UTF-8, with commas or semicolons: its header, and its rows, all as long as the header.

    Raises UsageError for anything else.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{shown(str(path))}: is not a table in UTF-8", hint="save it as CSV in UTF-8") from None
    if len(content) > MOST_BYTES:
        raise UsageError(f"{shown(str(path))}: is larger than {MOST_BYTES // 2**20} MiB")
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> tuple[list[str], list[list[str]]]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if any(row)]
    except csv.Error as error:
        raise UsageError(f"{shown(str(path))}: is no CSV: {error}") from None
    if not rows:
        raise UsageError(f"{shown(str(path))}: is empty")
    headers, *rest = rows
    return headers, [_fitted(row, len(headers)) for row in rest]


def _fitted(row: Sequence[str], length: int) -> list[str]:
    return [*row[:length], *[""] * (length - len(row))]


def names_known(students: Iterable[Student]) -> dict[str, str]:
    """What is said of one student alone, folded, and who that is."""
    owners: dict[str, set[str]] = {}
    for student in students:
        for cell in student.details.values():
            numbered = _NUMBERED.fullmatch(cell.strip())
            for word in filter(None, [folded(cell), numbered[1] if numbered else ""]):
                owners.setdefault(word, set()).add(student.name)
    return {word: next(iter(names)) for word, names in owners.items() if len(names) == 1}


def folded(text: str) -> str:
    """Give a name as platforms put it into the names of files: without spaces and signs, in lower case."""
    return re.sub(r"\W", "", text.casefold())

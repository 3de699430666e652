"""Tables of grades that spreadsheets and course platforms read: CSV, plain and as Canvas and Moodle have it.

A grade that could not be judged has no score in any of them: it is not final, and a platform leaves an empty cell as it
was. Text that a spreadsheet would take for a formula is marked as text, since students choose names and messages:
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from grader.errors import UsageError
from grader.escaping import shown
from grader.gradebook.entries import Entry, Student
from grader.gradebook.roster import folded, names_known

PLAIN = (
    "student", "exercise", "score", "max_score", "verdict", "late", "graded_at", "isolation", "grader_version",
    "submission_hash", "problem",
)  # fmt: skip
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"
"""What Canvas has in the first column of its second row, spaces included."""
LONGEST_TEXT = 500
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?|-")
_OWN_NUMBER = re.compile(r".*\((\w+)\)")


def plain_table(entries: Sequence[Entry], students: Sequence[Student]) -> str:
    """One row for each student and exercise; who has handed in nothing is there without a score."""
    rows = [[each.student, each.key.exercise, *_grade_cells(each)] for each in entries]
    graded = {(each.student, each.key.exercise) for each in entries}
    exercises = sorted({each.key.exercise for each in entries})
    rows += [
        [student.name, exercise, "", "", "missing", *[""] * (len(PLAIN) - 5)]
        for student in students
        for exercise in exercises
        if (student.name, exercise) not in graded
    ]
    return _written([PLAIN, *sorted(rows, key=lambda row: row[:2])])


def canvas_table(entries: Sequence[Entry], students: Sequence[Student]) -> str:
    """A table that Canvas's gradebook imports: one row for each student, one column for each exercise.

    The columns that say who a student is, and the titles of assignments with their ids, come from the roster, if that
    was exported from Canvas.
    """
    exercises = {each.key.exercise: each for each in entries}
    headers = [detail for student in students[:1] for detail in student.details]
    scores = {(each.student, each.key.exercise): _score(each) for each in entries}
    return _written(
        [
            [*CANVAS, *(_canvas_title(each, headers) for each in exercises.values())],
            [POINTS_POSSIBLE, *[""] * (len(CANVAS) - 1), *(f"{each.possible:g}" for each in exercises.values())],
            *(
                [*_canvas_cells(student), *(scores.get((student.name, exercise), "") for exercise in exercises)]
                for student in students
            ),
        ]
    )


def moodle_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    entries: Sequence[Entry],
    students: Sequence[Student],
    *,
    column: str = "",
) -> tuple[str, list[str]]:
    """Fill a grading worksheet that was downloaded from Moodle with the grades of one exercise.

    The grade's `column` is the one before the maximum grade, unless it is named. Scores are scaled to the maximum of
    the worksheet. Also gives the students who are not in it. Raises UsageError if there is no such column.
    """
    place = _grade_column(headers, rows, column)
    known = names_known(
        Student(name=str(number), details=dict(zip(headers, row, strict=True))) for number, row in enumerate(rows)
    )
    filled, absent = [list(row) for row in rows], []
    details = {student.name: student.details for student in students}
    for entry in entries:
        number = _row_of(entry.student, details.get(entry.student, {}), known)
        if number is None:
            absent.append(entry.student)
        elif not entry.undecided:
            filled[number][place] = _scaled(entry, _cell(filled[number], place + 1))
    return _written([headers, *filled]), absent


# ------------------------------------------------------------------------------------------- cells


def _grade_cells(entry: Entry) -> list[str]:
    return [
        _score(entry),
        f"{entry.possible:g}",
        entry.verdict,
        "late" if entry.late else "",
        entry.graded_at,
        "" if entry.level is None else entry.level.label,
        entry.key.version,
        entry.key.submission,
        shown(entry.problem, limit=LONGEST_TEXT),
    ]


def _score(entry: Entry) -> str:
    return "" if entry.undecided else f"{entry.earned:g}"


def _canvas_title(entry: Entry, headers: Iterable[str]) -> str:
    """The header that Canvas has for an exercise, with its id, or else the exercise's own title."""
    names = {folded(entry.title), folded(entry.key.exercise), folded(f"{entry.key.exercise[:2]} {entry.title}")}
    return next((header for header in headers if folded(re.sub(r"\(\d+\)$", "", header)) in names), entry.title)


def _canvas_cells(student: Student) -> list[str]:
    return [student.details.get("Student", student.name), *(student.details.get(name, "") for name in CANVAS[1:])]


def _row_of(student: str, details: Mapping[str, str], known: Mapping[str, str]) -> int | None:
    """The row of the worksheet that is a student's: by the number in the name, the name, or what the roster says."""
    own = _OWN_NUMBER.fullmatch(student)
    found = {known[word] for word in map(folded, [*details.values(), student, own[1] if own else ""]) if word in known}
    return int(found.pop()) if len(found) == 1 else None


def _grade_column(headers: Sequence[str], rows: Sequence[Sequence[str]], column: str) -> int:
    if column in headers:
        return headers.index(column)
    columns = [[row[place] for row in rows] for place in range(len(headers))]
    for place, (before, after) in enumerate(pairwise(columns)):
        is_maximum = len(set(after)) == 1 and bool(_NUMBER.fullmatch(after[0])) and after[0] != "-"
        if not column and is_maximum and all(_NUMBER.fullmatch(cell) or not cell for cell in before):
            return place
    raise UsageError(
        f"the worksheet has no column {shown(column)!r}" if column else "the worksheet has no column for grades",
        hint=f"name one of its columns with --column: {', '.join(shown(header, limit=40) for header in headers)}",
    )


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _scaled(entry: Entry, maximum: str) -> str:
    """The score where `maximum` can be reached, written with the decimal sign that the worksheet has."""
    most = float(maximum.replace(",", ".")) if _NUMBER.fullmatch(maximum) and maximum != "-" else entry.possible
    score = f"{entry.earned / entry.possible * most if entry.possible else 0.0:.2f}"
    return score.replace(".", ",") if "," in maximum else score


def _written(rows: Iterable[Sequence[str]]) -> str:
    table = io.StringIO(newline="")
    csv.writer(table, lineterminator="\r\n").writerows([[_as_text(cell) for cell in row] for row in rows])
    return table.getvalue()


def _as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell

"""`grader grades`: the gradebook as a list for people, or as a table for a spreadsheet or a course platform."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.cli.grade_lines import STYLES
from grader.cli.terminal import Line, Terminal
from grader.errors import UsageError
from grader.escaping import shown
from grader.gradebook import Entry, Gradebook, Student
from grader.gradebook.roster import read_table
from grader.gradebook.tables import canvas_table, moodle_table, plain_table
from grader.model import Verdict
from grader.report.choice import MARKS
from grader.report.timeline import cells
from grader.sentences import count, listed

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One `grader grades`, as it was asked for."""

    gradebook: Path
    exercises: tuple[str, ...] = ()
    csv: bool = False
    canvas: bool = False
    moodle: Path | None = None
    column: str = ""
    output: Path | None = None


def show_grades(request: Request) -> None:
    """Carry out the request."""
    if sum((request.csv, request.canvas, request.moodle is not None)) > 1:
        raise UsageError("--csv, --canvas and --moodle-template are different tables: choose one")
    with Gradebook(request.gradebook) as book:
        entries = [entry for entry in book.entries() if _is_wanted(entry, request.exercises)]
        students = book.students()
    if not entries:
        raise UsageError(f"there are no such grades in {shown(str(request.gradebook))}")
    if request.csv or request.canvas or request.moodle:
        _write(_table(request, entries, students), request.output)
    elif request.output:
        raise UsageError("--output is for a table", hint="add --csv, --canvas or --moodle-template")
    else:
        Terminal(sys.stdout).show(_lines(entries, students))


def _is_wanted(entry: Entry, exercises: Sequence[str]) -> bool:
    """Whether a grade is for one of these exercises: a course is not needed to read a gradebook."""
    number, _, slug = entry.key.exercise.partition("_")
    return not exercises or any(name in (number, number.lstrip("0"), slug, entry.key.exercise) for name in exercises)


def _table(request: Request, entries: Sequence[Entry], students: Sequence[Student]) -> str:
    if request.csv:
        return plain_table(entries, students)
    if request.moodle is None:
        return canvas_table(entries, students)
    exercises = sorted({entry.key.exercise for entry in entries})
    if len(exercises) > 1:
        raise UsageError("a Moodle worksheet is for one exercise", hint=f"--exercise, one of {listed(exercises)}")
    table, absent = moodle_table(*read_table(request.moodle), entries, students, column=request.column)
    if absent:
        names = ", ".join(shown(name, limit=60) for name in absent[:10])
        more = f" and {len(absent) - 10} more" if len(absent) > 10 else ""
        print(f"not in the worksheet: {names}{more}", file=sys.stderr)
    return table


def _write(table: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(table)
        return
    try:
        output.write_text(table, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"{shown(str(output))}: cannot be written: {error.strerror}") from None


def _lines(entries: Sequence[Entry], students: Sequence[Student]) -> Iterator[Line]:
    """Give a line for each grade under the title of its exercise, then who has handed in nothing."""
    room = max(cells(shown(entry.student)) for entry in entries)
    for exercise in sorted({entry.key.exercise for entry in entries}):
        graded = [entry for entry in entries if entry.key.exercise == exercise]
        yield Line(f"{exercise.partition('_')[0]} · {graded[0].title}", "bold")
        yield from (_line(entry, room) for entry in graded)
        missing = len(students) - len(graded)
        yield Line(_tally(graded) + (f", {missing} handed in nothing" if missing else ""))
        yield Line()


def _line(entry: Entry, room: int) -> Line:
    verdict = Verdict(entry.verdict)
    name = shown(entry.student)
    points = f"{'?' if entry.undecided else f'{entry.earned:g}'}/{entry.possible:g}"
    facts = [f"{entry.passed} of {count(entry.checks, 'check')}", *(["late"] if entry.late else [])]
    facts += [shown(entry.problem, limit=LONGEST_TEXT)] if entry.problem else []
    head = f"{MARKS[verdict]} {verdict.value:<7}  {name}{' ' * (room - cells(name))}  {points:>7}  "
    return Line(" · ".join(facts), head=head, head_style=STYLES[verdict])


def _tally(entries: Sequence[Entry]) -> str:
    decided = [entry for entry in entries if not entry.undecided]
    words = {verdict: sum(entry.verdict == verdict.value for entry in entries) for verdict in Verdict}
    tally = ", ".join(f"{number} {verdict.value}" for verdict, number in words.items() if number)
    mean = sum(entry.earned for entry in decided) / len(decided) if decided else 0.0
    return f"{count(len(entries), 'grade')}: {tally}; {mean:.1f} points on average"

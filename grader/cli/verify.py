"""`grader verify`: a line for each exercise with what it has and what held, then what its author should do next."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.cli.doors import Doors
from grader.cli.progress import progress_line
from grader.cli.terminal import Line, Terminal
from grader.course import find_course
from grader.escaping import shown
from grader.evidence import to_json
from grader.processes import usable_processors
from grader.sentences import count
from grader.verify import ExerciseReport, Finding, Report, verify
from grader.verify.proving import Tally

HEADS = ("exercise", "checks", "points", "stub", "reference", "alternatives", "mistakes", "slowest")
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One `grader verify`, as it was asked for."""

    exercises: tuple[str, ...] = ()
    repeat: int = 1
    load: bool = False
    thorough: bool = False
    workers: str = "1"
    json: bool = False
    course: Path | None = None

    @property
    def number_of_workers(self) -> int:
        """How many programs are graded side by side."""
        return usable_processors() if self.workers == "auto" else int(self.workers)


def verify_course(request: Request, doors: Doors) -> int:
    """Carry out the request, and return the exit status."""
    course = find_course(request.course)
    chosen = tuple(course.exercise(name) for name in request.exercises)
    with progress_line() as show:
        report = verify(
            course,
            chosen,
            repeat=request.repeat,
            load=request.load,
            thorough=request.thorough,
            workers=request.number_of_workers,
            grade=doors.grade,
            on_progress=lambda done, number, name: show(f"{done} of {number} · {name}"),
        )
    if request.json:
        print(json.dumps({"status": report.status, **to_json(report)}))
    else:
        Terminal(sys.stdout).show(report_lines(report))
    return report.status


def report_lines(report: Report) -> Iterator[Line]:
    """Give the table, the findings under the names of their exercises, and the sum."""
    yield from table_lines(HEADS, [(_cells(each), bool(each.findings)) for each in report.exercises])
    for title, findings in [
        ("the course", report.findings),
        *((each.exercise, each.findings) for each in report.exercises),
    ]:
        if findings:
            yield Line()
            yield Line(title, "bold")
        for found in findings:
            yield from finding_lines(found)
    yield Line()
    yield _sum(report)


def table_lines(heads: Sequence[str], rows: Sequence[tuple[Sequence[str], bool]]) -> Iterator[Line]:
    """Give a table with its heads; with the cells of each row comes whether something is wrong there."""
    widths = [max(map(len, column)) for column in zip(heads, *(cells for cells, _ in rows), strict=True)]
    styled = [(heads, "bold"), *((cells, "red" if wrong else "") for cells, wrong in rows)]
    for (name, *rest), style in styled:
        right = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield Line("  ".join([name.ljust(widths[0]), *right]), style, verbatim=True)


def _cells(each: ExerciseReport) -> tuple[str, ...]:
    tallies = (each.stub, each.references, each.alternatives, each.mutants)
    return (each.exercise, str(each.checks), f"{each.points:g}", *map(_of, tallies), f"{each.seconds:.1f} s")


def _of(tally: Tally) -> str:
    return f"{tally.held}/{tally.all}"


def finding_lines(found: Finding) -> Iterator[Line]:
    """Give what is wrong, and what to do next."""
    yield Line(shown(found.problem, limit=LONGEST_TEXT), head=f"{'?' if found.ours else '✗'} {shown(found.file)}: ")
    yield Line(shown(found.remedy, limit=LONGEST_TEXT), head="next: ", head_style="cyan", indent=4)


def _sum(report: Report) -> Line:
    found = len(report.all_findings)
    if not found:
        return Line(f"{count(len(report.exercises), 'exercise')}: every promise is kept", "green")
    return Line(f"{count(found, 'promise is', 'promises are')} not kept", "bold red")

"""`grader verify --calibrate`: how many schedules each exercise should try, and what that number rests on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain

from grader.cli.doors import Doors
from grader.cli.progress import progress_line
from grader.cli.terminal import Line, Terminal
from grader.cli.verify import Request, finding_lines, table_lines
from grader.course import find_course
from grader.errors import UsageError
from grader.escaping import shown
from grader.evidence import to_json
from grader.sentences import count
from grader.verify import Calibration, calibrate, status_of

HEADS = ("exercise", "programs", "at once", "explored", "median", "95 %", "most", "asked for", "tried now", "reached")


def calibrate_course(request: Request, doors: Doors) -> int:
    """Carry out the request, and return the exit status."""
    if request.load or request.thorough or request.repeat > 1:
        others = "--repeat, --load and --thorough"
        raise UsageError(f"{others} are about right solutions, --calibrate about wrong ones: leave one out")
    course = find_course(request.course)
    chosen = tuple(course.exercise(name) for name in request.exercises)
    with progress_line() as show:
        found = tuple(
            calibrate(
                course,
                chosen,
                workers=request.number_of_workers,
                grade=doors.grade,
                on_progress=lambda done, number, name: show(f"{done} of {number} · {name}"),
            )
        )
    status = status_of(tuple(chain.from_iterable(each.findings for each in found)))
    if request.json:
        print(json.dumps({"status": status, "exercises": to_json(found)}))
    else:
        Terminal(sys.stdout).show(calibration_lines(found))
    return status


def calibration_lines(found: Sequence[Calibration]) -> Iterator[Line]:
    """Give the table, then for each exercise the slips that nobody caught, and what its author should do next."""
    exploring = [each for each in found if each.checks]
    yield from table_lines(HEADS, [(_cells(each), bool(each.findings)) for each in exploring])
    for each in found:
        if each.held or each.hardest or each.findings:
            yield Line()
            yield Line(each.exercise, "bold")
        if each.hardest:
            yield Line(f"{shown(each.hardest)} needed most: {count(each.need.most, 'schedule')}")
        if each.held:
            yield Line(f"{count(len(each.held), 'slip')} that nobody caught:")
            yield from (Line(shown(name), indent=4) for name in each.held)
        yield from chain.from_iterable(map(finding_lines, each.findings))
    yield Line()
    enough = sum(not each.findings for each in exploring)
    yield Line(
        f"enough schedules are tried in {enough} of {count(len(exploring), 'exercise')} with checks that explore"
    )


def _cells(each: Calibration) -> tuple[str, ...]:
    need = each.need
    numbers = (each.programs, each.without_exploring, each.by_exploring, need.median, need.percentile_95, need.most)
    return (each.exercise, *(f"{number:g}" for number in (*numbers, need.budget, each.tries, each.reached)))

"""The legacy reporter of GitHub Classroom (`autograding-grading-reporter`): a JSON text, handed on as base64.

It sends the sum of `score` as points but shows the number of rows that passed times the maximum, so that both are right
only if all rows weigh the same: a check of two points is two rows of one. What it prints is read by the runner
again, in a step where nothing is guarded: so no text of a row may hold the beginning of a command.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from grader.export.rows import Occasion, Row, earned_and_possible, is_undecided, rows_of
from grader.model import Grade, Verdict

MOST_ROWS = 100
LONGEST_MESSAGE = 500
STATUS = {Verdict.PASSED: "pass", Verdict.FAILED: "fail", Verdict.SKIPPED: "fail", Verdict.UNKNOWN: "error"}


def report(grades: Sequence[Grade], _occasion: Occasion) -> str:
    """Give the reporter's JSON. Checks of no points are not in it: they would change the share that it shows."""
    rows = [row for row in rows_of(grades, limit=LONGEST_MESSAGE) if row.points or row.verdict is Verdict.UNKNOWN]
    status = "error" if is_undecided(grades) else "pass" if all(grade.passed for grade in grades) else "fail"
    tests = [test for row, parts in zip(rows, _parts_of(rows), strict=True) for test in _tests(row, parts)]
    record = {"version": 1, "status": status, "max_score": earned_and_possible(grades)[1], "tests": tests}
    return json.dumps(record) + "\n"


def outputs(grades: Sequence[Grade], occasion: Occasion) -> str:
    """Give the lines for `$GITHUB_OUTPUT`: `result`, which the reporter's variable is filled from, and plain numbers.

    Where something could not be judged there are none but `status`: no step that follows can send points.
    """
    if is_undecided(grades):
        return "status=error\n"
    text = report(grades, occasion)
    earned, possible = earned_and_possible(grades)
    encoded = base64.b64encode(text.encode()).decode()
    return f"status={json.loads(text)['status']}\nearned={earned}\npossible={possible}\nresult={encoded}\n"


def _parts_of(rows: Sequence[Row]) -> list[int]:
    """Into how many rows of equal weight each row is split; 1 for all where that would be too many."""
    weights = [Fraction(row.points).limit_denominator(1000) for row in rows if row.points]
    ones = math.gcd(*(weight.numerator for weight in weights)) or 1
    unit = Fraction(ones, math.lcm(*(weight.denominator for weight in weights)))
    parts = [max(int(Fraction(row.points).limit_denominator(1000) / unit), 1) for row in rows]
    return parts if sum(parts) <= MOST_ROWS else [1] * len(rows)


def _tests(row: Row, parts: int) -> Iterator[dict[str, object]]:
    for part in range(1, parts + 1):
        yield {
            "name": _inert(row.title + (f" ({part} of {parts})" if parts > 1 else "")),
            "status": STATUS[row.verdict],
            "score": _number(row.earned / parts),
            "message": (_inert(row.text) or None) if part == 1 else None,
            "test_code": "",
            "filename": "",
            "line_no": 0,
            "duration": round(row.seconds * 1000) if part == 1 else 0,
        }


def _number(points: float) -> int | float:
    return int(points) if points == int(points) else points


def _inert(text: str) -> str:
    """Give a text in one line that holds no beginning of a command of the runner, old or new."""
    line = " | ".join(text.splitlines())
    return re.sub(r":(?=:)", ": ", line).replace("##[", "## [")

"""Classroom 50: `result.json`, in whole numbers and with the identity that the platform gave in the environment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from grader.errors import UsageError
from grader.export.rows import LONGEST_TEXT, Occasion, Row, rows_of
from grader.export.whole import factor_for, whole
from grader.model import Grade, Verdict

MOST_TESTS = 100
IDENTITY = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "assignment_type": ("ASSIGNMENT_TYPE",),
    "owner": ("OWNER", "USERNAME"),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL", "COMMIT_URL"),
}
"""The variables that give each part of the identity, the first one that is set."""
DEFAULTS = {"assignment_type": "individual"}
_TAGGED = re.compile(r"submit/(\d{4})-?(\d\d)-?(\d\d)[T-](\d\d)[-:]?(\d\d)[-:]?(\d\d)Z?\b")


def result(grades: Sequence[Grade], occasion: Occasion) -> str:
    """Give `result.json`.

    Points that are not whole are multiplied, all by the same factor. Raises UsageError when the environment does not
    say who hands in what, CourseError when no small factor makes the points whole.
    """
    rows = rows_of(grades, limit=LONGEST_TEXT)
    factor = factor_for(row.points for row in rows)
    tests = _tests(rows, factor)
    record = {
        "schema": "classroom50/result/v1",
        **_identity(occasion.variables),
        "datetime": _submitted(occasion),
        "graded_at": _time(occasion.now),
        "score": sum(int(test["score"]) for test in tests),
        "max-score": sum(int(test["max-score"]) for test in tests),
        "tests": tests,
    }
    return json.dumps(record, indent=1) + "\n"


def _identity(variables: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for key, names in IDENTITY.items():
        found[key] = next((variables[name] for name in names if variables.get(name)), DEFAULTS.get(key, ""))
        if not found[key]:
            raise UsageError(f"${names[0]} is not set: Classroom 50 tells graders in it what the result belongs to")
    if not found["submission"].startswith("submit/"):
        raise UsageError("$SUBMISSION_TAG does not begin with submit/, as the tags of Classroom 50 do")
    return found


def _submitted(occasion: Occasion) -> str:
    """Give the time at which it was handed in, which its tag holds: it stays the same when it is graded again."""
    tagged = _TAGGED.match(occasion.variables.get("SUBMISSION_TAG", ""))
    return "{}-{}-{}T{}:{}:{}Z".format(*tagged.groups()) if tagged else _time(occasion.now)


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _tests(rows: Sequence[Row], factor: int) -> list[dict[str, str | int | bool]]:
    """Give a test for each row; those beyond the most that are allowed are one, so that no point is lost."""
    if len(rows) <= MOST_TESTS:
        return [_test(row, factor) for row in rows]
    first, rest = rows[: MOST_TESTS - 1], rows[MOST_TESTS - 1 :]
    together: dict[str, str | int | bool] = {
        "test-name": f"{len(rest)} more checks",
        "passed": all(row.verdict is Verdict.PASSED for row in rest),
        "score": sum(whole(row.earned, factor) for row in rest),
        "max-score": sum(whole(row.points, factor) for row in rest),
        "output": "",
    }
    return [*(_test(row, factor) for row in first), together]


def _test(row: Row, factor: int) -> dict[str, str | int | bool]:
    return {
        "test-name": row.title,
        "passed": row.verdict is Verdict.PASSED,
        "score": whole(row.earned, factor),
        "max-score": whole(row.points, factor),
        "verdict": row.verdict.value,
        "output": row.text,
    }

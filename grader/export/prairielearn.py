"""PrairieLearn: `results.json`, with a score from 0 to 1, and at most 1 MiB.

What could not be read or not be judged is `gradable: false`: no points are given or taken, and no attempt counts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from grader.escaping import shown
from grader.export.rows import (
    LONGEST_TEXT,
    NO_SCORE,
    Occasion,
    Row,
    earned_and_possible,
    headline,
    is_undecided,
    plain,
    rows_of,
    was_not_read,
)
from grader.model import Grade

MOST_BYTES = 1024 * 1024


def results(grades: Sequence[Grade], occasion: Occasion) -> str:
    """Give `results.json`; the texts of the rows are shortened until all of it fits."""
    limit = LONGEST_TEXT
    while len(text := _results(grades, occasion, limit)) > MOST_BYTES and limit > 1:
        limit //= 2
    return text


def _results(grades: Sequence[Grade], occasion: Occasion, limit: int) -> str:
    earned, possible = earned_and_possible(grades)
    errors = [shown(grade.problem, limit=limit) for grade in grades if was_not_read(grade)]
    errors += [NO_SCORE] if is_undecided(grades) else []
    judged = {"gradable": False, "format_errors": errors} if errors else {"gradable": True}
    record = {
        **judged,
        "score": 0 if errors or not possible else min(round(earned / possible, 6), 1),
        "message": "\n".join(filter(None, [occasion.note, *map(headline, grades)])),
        "tests": [_test(row) for row in rows_of(grades, limit=limit)],
    }
    return json.dumps(record) + "\n"


def _test(row: Row) -> dict[str, object]:
    return {
        "name": row.title,
        "description": "",
        "points": plain(row.earned),
        "max_points": plain(row.points),
        "message": row.verdict.value,
        "output": row.text,
    }

"""Gradescope: `results.json`. Every text is declared as plain text, so that no HTML and no Markdown in it is alive.

Gradescope has no word for "could not be judged". A test that was not judged has neither score nor status, and then the
whole has no score either: Gradescope records none and reports an error, rather than points that are too few.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from grader.export.rows import (
    NO_SCORE,
    Occasion,
    Row,
    earned_and_possible,
    headline,
    is_undecided,
    number_of,
    plain,
    rows_of,
)
from grader.model import Grade, Verdict


def results(grades: Sequence[Grade], occasion: Occasion) -> str:
    """Give `results.json`; it may be written again and again while the grading goes on."""
    undecided = is_undecided(grades)
    notes = [occasion.note, NO_SCORE if undecided else "", *map(headline, grades)]
    score = {} if undecided else {"score": earned_and_possible(grades)[0]}
    record = {
        **score,
        "execution_time": round(sum(grade.seconds for grade in grades)),
        "output": "\n".join(filter(None, notes)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(row, scored=not undecided) for row in rows_of(grades)],
        "extra_data": {number_of(grade): _facts(grade) for grade in grades},
    }
    return json.dumps(record, indent=1) + "\n"


def _test(row: Row, *, scored: bool) -> dict[str, object]:
    points = {"score": plain(row.earned), "max_score": plain(row.points)} if scored else {}
    status = {} if row.verdict is Verdict.UNKNOWN else {"status": _status(row)}
    return {
        "name": row.title,
        **points,
        **status,
        "output": row.text or row.verdict.value,
        "visibility": "visible",
        "extra_data": {"check": row.name, "verdict": row.verdict.value},
    }


def _status(row: Row) -> str:
    return "passed" if row.verdict is Verdict.PASSED else "failed"


def _facts(grade: Grade) -> dict[str, object]:
    return {
        "earned": plain(grade.earned),
        "possible": plain(grade.possible),
        "seed": grade.seed,
        "level": grade.level.label,
        "submission": grade.submission,
        "version": grade.version,
    }

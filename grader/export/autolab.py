"""Autolab: one line of scores, which must be the last that is printed. Its problems are called `ex05`, `ex06`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from grader.export.rows import Occasion, earned_and_possible, number_of, plain
from grader.model import Grade


def scores(grades: Sequence[Grade], _occasion: Occasion) -> str:
    """Give the line. What could not be judged has no score in it, and then there is no scoreboard either."""
    decided = [grade for grade in grades if not grade.undecided]
    record: dict[str, object] = {"scores": {f"ex{number_of(grade)}": plain(grade.earned) for grade in decided}}
    if len(decided) == len(grades):
        record["scoreboard"] = [earned_and_possible(grades)[0]]
    return json.dumps(record) + "\n"

"""Many schedules of one call: which are tried, what each of them left, and what a search through them is worth.

The scheduler itself runs in the student's processes (`grader/languages/python/scheduling`) and does what it is told;
this side chooses (`plans`, `places`), has many schedules performed in one sandboxed run and takes its record apart
(`performing`, `splitting`), judges, repeats and shrinks what failed (`search`), marks the steps that matter
(`marking`), and says what was found, and what that says about what was not (`summary`).
"""

from __future__ import annotations

from grader.schedules.budget import Budget, budget_of
from grader.schedules.marking import with_marks, without_steps
from grader.schedules.performing import performer
from grader.schedules.plans import Plan
from grader.schedules.search import Findings, Search, judged_again
from grader.schedules.summary import exploration

__all__ = [
    "Budget",
    "Findings",
    "Plan",
    "Search",
    "budget_of",
    "exploration",
    "judged_again",
    "performer",
    "with_marks",
    "without_steps",
]

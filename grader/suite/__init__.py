"""What hidden tests import: `from grader.suite import Student, WorkPlan, after, hint, outcomes_of, points, public`."""

from __future__ import annotations

from grader.suite.exploring import Runs
from grader.suite.marks import after, hint, points, public
from grader.suite.outcomes import outcomes_of
from grader.suite.run import Run
from grader.suite.student import Student, WorkPlan

__all__ = ["Run", "Runs", "Student", "WorkPlan", "after", "hint", "outcomes_of", "points", "public"]

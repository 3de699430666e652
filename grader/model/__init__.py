"""The nouns. Frozen, comparable, free of I/O; nothing here has an opinion about a student.

A *run* is one execution of a submission in a sandbox, and `Evidence` is its record. An `Ending` says how a run
ended as the sandbox saw it; a `Verdict` says what a check made of it. They are not the same thing: one exercise asks
for a zombie, another for a deadlock.

Times are seconds since the run began, on the monotonic clock. Process ids are those that the student's own program
sees (inside its pid namespace, where there is one).
"""

from __future__ import annotations

from grader.model.course import Exercise, Function, Level, Limits
from grader.model.grade import CheckResult, Grade, Verdict
from grader.model.run import (
    Ending,
    Evidence,
    Failure,
    Json,
    Leftovers,
    ProcessLife,
    Return,
    Work,
    signal_name,
)
from grader.model.schedule import Exploration, Schedule, Step
from grader.model.stall import Cause, Stall, Waiting

__all__ = [
    "Cause",
    "CheckResult",
    "Ending",
    "Evidence",
    "Exercise",
    "Exploration",
    "Failure",
    "Function",
    "Grade",
    "Json",
    "Leftovers",
    "Level",
    "Limits",
    "ProcessLife",
    "Return",
    "Schedule",
    "Stall",
    "Step",
    "Verdict",
    "Waiting",
    "Work",
    "signal_name",
]

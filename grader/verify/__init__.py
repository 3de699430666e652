"""A course proves its promises: what is written is complete, right solutions pass, each mistake is caught by its check.

`verify` looks at exercises and reports; `written_findings` and `judge` are its two halves, without and with running
anything. What is not kept is a `Finding`, which names the file and says what to do next.
"""

from __future__ import annotations

from grader.verify.calibrating import Calibration, Need, calibrate
from grader.verify.findings import Finding, status_of
from grader.verify.judged import Role, Trial, graded, judge, submission_of, trials_of
from grader.verify.proving import ExerciseReport, Report, verify
from grader.verify.written import RULES, course_findings, written_findings

__all__ = [
    "RULES",
    "Calibration",
    "ExerciseReport",
    "Finding",
    "Need",
    "Report",
    "Role",
    "Trial",
    "calibrate",
    "course_findings",
    "graded",
    "judge",
    "status_of",
    "submission_of",
    "trials_of",
    "verify",
    "written_findings",
]

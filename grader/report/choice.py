"""What of a grade is shown, in the terminal and on a page alike: which checks stand together, which run is pictured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from grader.model import CheckResult, Evidence, Grade, Verdict

MARKS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.SKIPPED: "–", Verdict.UNKNOWN: "?"}
SHOWPIECE_PROCESSES = 8
SHOWPIECE_WORK = 24
"""More work than this makes a picture no better."""


def overall(grade: Grade) -> Verdict:
    """Sum a grade up: unknown if anything of it is, as nobody should take it for the last word."""
    return Verdict.UNKNOWN if grade.undecided else Verdict.PASSED if grade.passed else Verdict.FAILED


def grouped(checks: Sequence[CheckResult], *, apart: bool = False) -> Iterator[tuple[CheckResult, ...]]:
    """Give the checks in order; neighbours that came out the same for the same reason stand together, or all apart."""
    for _, group in groupby(checks, key=lambda check: (check.verdict, check.name if apart else check.seen)):
        yield tuple(group)


def family_runs(check: CheckResult) -> tuple[Evidence, ...]:
    """Give the runs in which there was more than main: only they are worth a picture that nobody asked for."""
    return tuple(run for run in check.evidence if len(run.processes) > 1)


def telling_run(check: CheckResult) -> Evidence | None:
    """Give the run in which a failure was seen: a check stops at its first failure, so it is the last one."""
    return check.evidence[-1] if check.evidence and check.evidence[-1].processes else None


def showpiece_of(checks: Sequence[CheckResult]) -> Evidence | None:
    """Choose the run with the most work among those that fit into one picture."""
    runs = [run for check in checks for run in check.evidence if 1 < len(run.processes) <= SHOWPIECE_PROCESSES]
    return max(runs, key=lambda run: (min(len(run.work), SHOWPIECE_WORK), len(run.processes)), default=None)

"""What kind of mistake a failed check is, so that the same mistake of many students can be counted; and what is odd.

A mistake is told by what was seen, not by how: process ids, times and values differ from run to run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.escaping import cut
from grader.model import CheckResult, Ending, Evidence, Level, Verdict, signal_name
from grader.report.book import Entry
from grader.report.choice import telling_run

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_LISTS = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_LONGEST = 200


def kind_of(check: CheckResult) -> str:
    """Say in a few words what kind of failure this is: the same words for the same mistake."""
    run = telling_run(check)
    told = run and (_standstill(run) or _ending(run) or _error(run, check.seen) or _left(run, check.seen))
    return cut(told or without_particulars(check.seen), _LONGEST)


def _standstill(run: Evidence) -> str:
    return f"it stood still: {run.stall.cause.value}" if run.stall and run.stall.cause else ""


def _ending(run: Evidence) -> str:
    """Name an ending that kept the call from returning."""
    if run.returns or run.ending in (Ending.EXITED, Ending.STOPPED):
        return ""
    return f"ended by {signal_name(run.signal)}" if run.ending is Ending.SIGNALLED else _in_words(run.ending)


def _in_words(ending: Ending) -> str:
    return ending.name.replace("_", " ").lower()


def _error(run: Evidence, seen: str) -> str:
    """Name the error of the call, where it is what the check speaks of."""
    errors = [each.failure.type for each in run.returns if each.failure and each.failure.type]
    return next((f"the call raised {error}" for error in errors if error in seen), "")


def _left(run: Evidence, seen: str) -> str:
    """Name what was left behind, where it is what the check speaks of."""
    moments = [run.at_exit, run.left, *(each.left for each in run.returns)]
    if "zombie" in seen and any(left.zombies for left in moments):
        return "a child that had ended was not reaped"
    if "still alive" in seen and any(left.alive for left in moments):
        return "a process was still alive that should have ended"
    if "still existed" in seen and any(left.names for left in moments):
        return "a name was left in the system"
    return ""


def without_particulars(seen: str) -> str:
    """Give the first line of what was seen, with everything that differs from run to run left open."""
    first = seen[: 4 * _LONGEST].partition("\n")[0]
    return _NUMBER.sub("…", _LISTS.sub("[…]", _QUOTED.sub("‘…’", first)))[:_LONGEST]


def oddities(entry: Entry) -> Iterator[str]:
    """Say what about a grade somebody should look at: interference, weak isolation, what could not be judged."""
    grade = entry.grade
    runs = [run for check in grade.checks for run in check.evidence]
    for problem in dict.fromkeys(run.problem for run in runs if run.ending is Ending.TAMPERED):
        yield f"interfered with the grading: {problem}"
    if grade.level <= Level.CONFINED:
        yield f"weak isolation: held at {grade.level.label}"
    if any(not run.exact for run in runs):
        yield "processes were only looked at now and then"
    if unknown := sum(check.verdict is Verdict.UNKNOWN for check in grade.checks):
        yield f"{unknown} of {len(grade.checks)} checks could not be judged"


def unstable(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Give each exercise of one student of which the same files came to different points, with the reason in words."""
    points: dict[tuple[str, str], set[float]] = {}
    for entry in entries:
        points.setdefault((entry.grade.exercise, entry.grade.submission), set()).add(entry.grade.earned)
    for (exercise, _), different in points.items():
        if len(different) > 1:
            listed = ", ".join(f"{earned:g}" for earned in sorted(different))
            yield exercise, f"unstable: the same files came to {listed} points"

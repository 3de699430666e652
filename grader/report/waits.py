"""Who waited for what in a run that stood still, as lines of text.

process 3 ─▶ lock 2 ─▶ process 4
process 4 ─▶ lock 1 ─▶ process 3
"""

from __future__ import annotations

from grader.escaping import shown
from grader.model import Evidence, Stall, Waiting
from grader.report.timeline import UNICODE, Marks
from grader.sentences import listed


def wait_lines(evidence: Evidence, *, marks: Marks = UNICODE) -> list[str]:
    """Write who waits for what, a line each, escaped; nothing for a run that did not stand still."""
    return [] if evidence.stall is None else [_line(evidence, wait, marks) for wait in telling_waits(evidence.stall)]


def telling_waits(stall: Stall) -> tuple[Waiting, ...]:
    """Give the waits without those of a thread for another one of its process, where that one waits for something else.

    What moves the other one moves this one: it only hides what the process is waiting for.
    """
    outside = {wait.pid for wait in stall.waits if not _is_inside(wait)}
    return tuple(wait for wait in stall.waits if not _is_inside(wait) or wait.pid not in outside)


def _is_inside(wait: Waiting) -> bool:
    return wait.kind == "thread" or (bool(wait.holders) and set(wait.holders) == {wait.pid})


def _line(evidence: Evidence, wait: Waiting, marks: Marks) -> str:
    holders = listed(process_name(evidence, pid) for pid in wait.holders)
    thing = "" if wait.kind == "child" and holders else wait.thing or ("" if holders else wait.kind)
    parts = (process_name(evidence, wait.pid), thing, holders)
    return f" {marks.arrow} ".join(shown(part, limit=60) for part in parts if part)


def process_name(evidence: Evidence, pid: int) -> str:
    """Name a process in a graph: shortly, as its box has little room."""
    return "main" if pid == evidence.main else f"process {pid}"

"""`grader doctor`: which levels this machine can hold a student's program at, and what would make more possible."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator, Sequence

from grader import __version__
from grader.cli.doors import Doors
from grader.cli.terminal import Line, Terminal
from grader.evidence import to_json
from grader.sandbox.levels import LevelReport

NOTHING_WORKS = 3


def examine(doors: Doors, *, as_json: bool) -> int:
    """Print what each level gives, strongest first; the status is 0 if any of them works."""
    levels = sorted(doors.probe_levels(), key=lambda report: report.level, reverse=True)
    if as_json:
        print(json.dumps([to_json(report) for report in levels]))
    else:
        Terminal(sys.stdout).show(doctor_lines(levels))
    return 0 if any(report.works for report in levels) else NOTHING_WORKS


def doctor_lines(levels: Sequence[LevelReport]) -> Iterator[Line]:
    """Say which level is used, then for each one whether it works, what it gives and lacks, and what would help."""
    yield Line(
        f"grader {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}", "dim"
    )
    best = next((report for report in levels if report.works), None)
    yield Line(f"Programs are held at {best.level.label}." if best else "No level works here.", "bold")
    for report in levels:
        yield Line()
        yield _headline(report, best)
        yield Line(report.gives, head="gives: ", indent=4)
        yield from (Line(sentence, head="lacks: ", indent=4) for sentence in report.missing)
        if not report.works:
            yield Line(report.why_not, head="why not: ", indent=4)
            yield Line(report.remedy, head="hint: ", head_style="cyan", indent=4)


def _headline(report: LevelReport, best: LevelReport | None) -> Line:
    if report is best:
        return Line("works, and is used", head=f"✓ {report.level.label}  ", head_style="bold green")
    if report.works:
        return Line("works", head=f"✓ {report.level.label}  ", head_style="green")
    return Line("does not work here", head=f"✗ {report.level.label}  ", head_style="red")

"""`grader hunt`: look for a schedule under which a script of anybody's does something else than it should."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.cli.doors import Doors
from grader.cli.grade_lines import SCHEDULE_ROWS, schedule_lines
from grader.cli.terminal import Line, Terminal
from grader.errors import UsageError
from grader.escaping import shown
from grader.model import Ending, Evidence, Limits
from grader.report.waits import wait_lines
from grader.sandbox.door import Sandbox
from grader.schedules.budget import Budget
from grader.schedules.marking import with_marks
from grader.schedules.script import (
    Expectation,
    Script,
    accepted_by,
    hunt_script,
    outcome_of,
    same_as_first,
    this_output,
)
from grader.schedules.search import Findings
from grader.schedules.summary import exploration

HELD, FOUND, OUR_FAULT = 0, 1, 3
SCHEDULES = 200
SECONDS = 20.0
LONGEST_TEXT = 2000
LIMITS = Limits(wall_seconds=60.0, cpu_seconds=60.0, memory_mib=1024, processes=256, output_kib=8192)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One `grader hunt`, as it was asked for."""

    script: Path
    arguments: tuple[str, ...] = ()
    expect: str | None = None
    same: bool = False
    command: str | None = None
    schedules: int = SCHEDULES
    replay: int | None = None

    def again(self, seed: int) -> str:
        """Give the command that shows one schedule again."""
        options = [] if self.expect is None else ["--expect", self.expect]
        options += [] if self.command is None else ["--command", self.command]
        return shlex.join(["grader", "hunt", *options, "--replay", str(seed), str(self.script), *self.arguments])


def hunt(request: Request, doors: Doors) -> int:
    """Carry out the request and return the exit status."""
    if sum((request.expect is not None, request.same, request.command is not None)) > 1:
        raise UsageError("--expect, --expect-same and --command exclude each other: say one")
    script = Script.at(request.script, request.arguments)
    seconds = max(SECONDS, request.schedules * SECONDS / SCHEDULES)
    budget = Budget(schedules=request.schedules, seconds=seconds, replay=request.replay)
    with doors.sandbox() as sandbox:
        found = hunt_script(sandbox, script, _expectation(request, script, sandbox), budget, LIMITS)
    terminal = Terminal(sys.stdout)
    terminal.show(_lines(request, found, terminal))
    return OUR_FAULT if _broken(found) else FOUND if found.failing or found.broken else HELD


def _expectation(request: Request, script: Script, sandbox: Sandbox) -> Expectation:
    if request.expect is not None:
        return this_output(request.expect)
    if request.command is not None:
        return accepted_by(request.command, script, sandbox, LIMITS)
    return same_as_first()


def _broken(found: Findings) -> bool:
    return found.broken is not None and found.broken.ending is Ending.SANDBOX_FAILED


def _lines(request: Request, found: Findings, terminal: Terminal) -> Iterator[Line]:
    name = shown(str(request.script))
    summary = exploration(name, found)
    if found.broken is not None:
        yield Line(shown(f"{name} {found.broken.sentence}"), head="? ", head_style="magenta")
    elif found.failing is not None:
        yield Line(f"{name}: {shown(str(found.error), limit=LONGEST_TEXT)}", head="✗ ", head_style="bold red")
        yield from _failing(with_marks(found.failing), found.records[:1], terminal)
    else:
        yield Line(f"{name}: nothing was found", head="✓ ", head_style="green")
    yield Line()
    yield Line(shown(summary.sentence), "dim")
    if found.seed is not None:
        yield Line(request.again(found.seed), "dim", head="again: ", head_style="dim", verbatim=True)


def _failing(record: Evidence, natural: Sequence[Evidence], terminal: Terminal) -> Iterator[Line]:
    """Draw the failing schedule, and show what was printed under it beside what is printed in the natural order."""
    yield Line()
    if record.schedule is not None:
        yield from schedule_lines(record.schedule, width=terminal.width, rows=SCHEDULE_ROWS)
    for line in wait_lines(record, marks=terminal.marks):
        yield Line(line, indent=4, verbatim=True)
    outcomes = [("in the natural order", each) for each in natural] + [("under this schedule", record)]
    for title, each in outcomes:
        if (outcome := outcome_of(each)) is not None:
            yield Line()
            yield Line(f"{title} it ends with status {outcome.status} and prints:", indent=4)
            text = (outcome.output or "(nothing)") + outcome.errors
            for line in shown(text, limit=LONGEST_TEXT, lines=True).splitlines():
                yield Line(line, "dim", indent=6, verbatim=True)

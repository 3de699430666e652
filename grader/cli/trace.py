"""`grader trace`: run any program under the recorder, then tell what its processes did.

The program has the terminal: its stdin, stdout and stderr are ours. So that both can be used, the report goes to
stderr; with --json it goes to stdout, and what the program writes to stdout goes to stderr instead.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from grader.cli.doors import Doors
from grader.cli.terminal import Line, Terminal
from grader.errors import UsageError
from grader.escaping import shown
from grader.evidence import encode
from grader.model import Ending, Evidence, Limits
from grader.report.timeline import timeline
from grader.report.waits import wait_lines
from grader.sentences import count, duration, leftover_sentences, run_sentences

NO_COMMAND, LIMIT_HIT, OUR_FAULT = 127, 124, 3
ROWS = 30
LONGEST_COMMAND = 500


def trace(command: Sequence[str], *, limits: Limits, json: bool, report: Path | None, doors: Doors) -> int:
    """Trace the command, write the report, and return the command's status as time(1) and timeout(1) do."""
    if not command:
        raise UsageError("name a command to trace", hint="grader trace -- python3 program.py")
    if shutil.which(command[0]) is None:
        print(f"error: there is no command {shown(command[0], limit=200)}", file=sys.stderr)
        return NO_COMMAND
    with _report_stream(json=json, report=report) as stream:
        evidence = doors.trace(command, limits=limits)
        if json:
            print(encode(evidence), file=stream)
        else:
            terminal = Terminal(stream)
            terminal.show(trace_lines(command, evidence, terminal))
    return _status(evidence)


@contextmanager
def _report_stream(*, json: bool, report: Path | None) -> Iterator[TextIO]:
    """Give the stream for the report; in its block the program's stdout leads where the report does not go."""
    if report is not None:
        with report.open("w", encoding="utf-8") as file:
            yield file
    elif json:
        sys.stdout.flush()
        with os.fdopen(os.dup(1), "w", encoding="utf-8") as stdout:
            os.dup2(2, 1)
            try:
                yield stdout
            finally:
                stdout.flush()
                os.dup2(stdout.fileno(), 1)
    else:
        yield sys.stderr


def trace_lines(command: Sequence[str], evidence: Evidence, terminal: Terminal) -> Iterator[Line]:
    """Give the report of a trace: what ran, the timeline, and in sentences what is worth knowing."""
    yield Line()
    yield Line(shown(shlex.join(command), limit=LONGEST_COMMAND), "bold")
    yield Line(_facts(evidence), "dim")
    yield Line()
    for line in timeline(evidence, width=terminal.width, rows=ROWS, marks=terminal.marks):
        yield Line(line, verbatim=True)
    yield Line()
    if waits := wait_lines(evidence, marks=terminal.marks):
        yield Line("Who waits for whom:")
        yield from (Line(line, indent=2, verbatim=True) for line in waits)
        yield Line()
    left = () if evidence.stall else leftover_sentences(evidence, evidence.left, "at the end")
    for sentence in (*run_sentences(evidence), *left):
        yield Line(shown(sentence), head="- ")


def _facts(evidence: Evidence) -> str:
    facts = [count(len(evidence.processes), "process"), duration(evidence.seconds)]
    if evidence.cpu_seconds:
        facts.append(f"{duration(evidence.cpu_seconds)} of processor time")
    if evidence.memory_mib:
        facts.append(f"at most {max(evidence.memory_mib, 1):.0f} MiB at once")
    return " · ".join([*facts, "every event recorded" if evidence.exact else "looked at now and then"])


def _status(evidence: Evidence) -> int:
    match evidence.ending:
        case Ending.EXITED:
            return evidence.exit_code or 0
        case Ending.SIGNALLED:
            return 128 + (evidence.signal or 0)
        case Ending.SANDBOX_FAILED | Ending.TAMPERED:
            return OUR_FAULT
        case _:
            return LIMIT_HIT

"""How far a batch has come: a few lines that change in a terminal, and now and then a plain line everywhere else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from grader.batch.running import Progress
from grader.cli.terminal import SPELLINGS, Terminal
from grader.escaping import shown
from grader.report.timeline import ASCII
from grader.sentences import count

SECONDS_BETWEEN_LINES = 10.0
MOST_NAMES = 8
LONGEST_NAME = 30
Show = Callable[[Progress], None]


@contextmanager
def batch_view(stream: TextIO, clock: Callable[[], float] = time.monotonic) -> Iterator[Show]:
    """Give a function that shows how far a batch has come."""
    terminal = Terminal(stream)
    if terminal.console.is_terminal and os.environ.get("TERM", "dumb") != "dumb":
        with _live(terminal, clock) as show:
            yield show
    else:
        yield _log(terminal, clock)


def summary(progress: Progress, seconds: float) -> str:
    """What was graded so far, how fast, and how long the rest will take, in a line."""
    parts = [f"{progress.done} of {progress.number} graded", *_verdicts(progress)]
    if progress.retried:
        parts.append(count(progress.retried, "second try", "second tries"))
    if progress.done and seconds > 0:
        rate = progress.done / seconds
        parts.append(f"{rate:.2g} per second" if rate < 10 else f"{rate:.0f} per second")
        parts.append(f"{_duration((progress.number - progress.done) / rate)} left")
    return " · ".join(parts)


def _verdicts(progress: Progress) -> list[str]:
    tally = {"passed": progress.passed, "failed": progress.failed, "could not be judged": progress.unknown}
    return [f"{number} {word}" for word, number in tally.items() if number]


def _duration(seconds: float) -> str:
    """`45 s`, `3 min`, `2 h 10 min`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def running(progress: Progress) -> str:
    """Who is being graded."""
    names = [shown(name, limit=LONGEST_NAME) for name in progress.running[:MOST_NAMES]]
    more = [f"and {len(progress.running) - MOST_NAMES} more"] if len(progress.running) > MOST_NAMES else []
    said = "finishing what runs, Ctrl-C again drops it" if progress.stopping else "now"
    return f"{said}: {', '.join(names + more)}" if names else ""


def _log(terminal: Terminal, clock: Callable[[], float]) -> Show:
    began = last = clock()

    def show(progress: Progress) -> None:
        nonlocal last
        now = clock()
        over = progress.done == progress.number and progress.number > 0
        if over or progress.stopping or now - last >= SECONDS_BETWEEN_LINES:
            last = now
            line = summary(progress, now - began)
            terminal.console.print(_spelled(terminal, line), markup=False, highlight=False, soft_wrap=True)

    return show


@contextmanager
def _live(terminal: Terminal, clock: Callable[[], float]) -> Iterator[Show]:
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    began = clock()

    def picture(progress: Progress) -> Table:
        rows = Table.grid(expand=True)  # a bar has no end of line of its own
        rows.add_row(ProgressBar(total=max(progress.number, 1), completed=progress.done))
        for line in (summary(progress, clock() - began), running(progress)):
            rows.add_row(Text(_spelled(terminal, line), no_wrap=True, overflow="ellipsis"))
        return rows

    with Live(console=terminal.console, auto_refresh=False, transient=True) as live:
        yield lambda progress: live.update(picture(progress), refresh=True)


def _spelled(terminal: Terminal, text: str) -> str:
    return text.translate(SPELLINGS) if terminal.marks is ASCII else text

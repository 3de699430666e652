"""The programs in `tests/slow/`: each is slow but alive, ends by itself, and must never be called stuck.

Every one of them sleeps, spins, or waits for what comes by the clock, while others wait for it, in `solve()`.
"""

from __future__ import annotations

from pathlib import Path

from jobs import a_job

from grader.model import Limits
from grader.sandbox import Job

FOLDER = Path(__file__).parent / "slow"
SUPPORT = {"family.py": (FOLDER / "support" / "family.py").read_bytes()}
SLOW = {path.name: path.read_text() for path in sorted(FOLDER.glob("*.py"))}
PATIENCE_SECONDS = 30
NOT_FORESEEN = {name for name in SLOW if name.startswith(("an_alarm_without_a_handler", "an_alarm_that_an_exec"))}
"""Where no system call filter reports alarms, those without a handler are not known: level L0."""


def slow_job(name: str, pause: float, **settings: object) -> Job:
    """A run of one of them that takes about `pause` seconds."""
    limits = Limits(wall_seconds=pause + PATIENCE_SECONDS, cpu_seconds=pause + PATIENCE_SECONDS)
    environment = {"PAUSE": str(pause)}
    return a_job(SLOW[name], start_method="fork", beside=SUPPORT, environment=environment, limits=limits, **settings)

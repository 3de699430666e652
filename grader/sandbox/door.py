"""The one door to the outside: what goes in, what comes out, and what whoever stands behind it can do.

Files, a command and limits go in as a `Job`; `Evidence` comes out, always. Nothing else in the grader starts a
student's program. `open_sandbox` gives the real thing, `ReplaySandbox` hands out what was recorded earlier, and
nobody who asks can tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol

from grader.model import Evidence, Json, Level, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one run executes: either a `command`, or a `driver` with its `request`."""

    files: Mapping[str, bytes]
    """Path inside the run's own folder to content."""
    command: tuple[str, ...] = ()
    """Executed in the run's folder."""
    driver: str = ""
    """The language whose driver is waiting in the launcher and is started by a fork, such as `python`."""
    request: Mapping[str, Json] | None = None
    """What the driver is asked to do; the sandbox adds the nonce."""
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    linger_seconds: float = 0.3
    """How long to wait, after main ended, for the rest of its family."""
    fetch: tuple[str, ...] = ()
    """Files of the run's folder that are wanted as text in `Evidence.files`."""
    ends_when_stuck: bool | None = None
    """Whether a standstill ends the run. None: only if nobody watches it who could still move it from outside."""
    call: str = ""
    """What the run is, as a student would write it; it goes into the evidence as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLook:
    """One process of a live run as the process table showed it at one moment."""

    pid: int
    parent: int
    """Its parent now, which is not the one that created it if that one has ended."""
    state: str
    """One letter, as `ps` shows it: `R` running, `S` sleeping, `T` stopped, `Z` zombie."""
    started: float
    """When it was born, in seconds since the run began."""
    is_service: bool = False
    """Whether it is one of the standard library's own helpers; see `ProcessLife.is_service`."""


class LiveRun(Protocol):
    """A run that is looked at while it runs. Leaving its `with` block stops whatever of it still runs."""

    @property
    def main(self) -> int:
        """The pid of main, as `look` shows it."""

    @property
    def evidence(self) -> Evidence:
        """The record of the run, once the block has been left."""

    def look(self) -> tuple[ProcessLook, ...]:
        """Return the processes of the run as they are now, zombies included, main first."""

    def signal(self, number: int, pid: int | None = None) -> None:
        """Send a signal to a process of the run, to main if none is named; one that has gone is no error."""

    def wait(
        self, until: Callable[[tuple[ProcessLook, ...]], bool], within_seconds: float
    ) -> tuple[ProcessLook, ...] | None:
        """Look until `until` likes what it sees and return that, or None if that never happened in time."""

    def wait_ended(self, within_seconds: float) -> bool:
        """Wait until main and all of its family are gone, and say whether that happened in time."""

    def __enter__(self) -> LiveRun:
        """Wait until main has started."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what still runs, and complete the evidence."""


class Sandbox(Protocol):
    """Runs student code where it can do no harm, and records what it does."""

    @property
    def level(self) -> Level:
        """How strongly this sandbox holds what it runs."""

    @property
    def replays(self) -> bool:
        """Whether it hands out what was recorded, and runs nothing."""

    def run(self, job: Job) -> Evidence:
        """Run a job to its end. A failure of ours is an ending too, `SANDBOX_FAILED`; nothing is raised for it."""

    def start(self, job: Job) -> LiveRun:
        """Start a job in order to watch it; use the result as a `with` block."""

    def close(self) -> None:
        """End everything that this sandbox ever started; closing twice is no error."""

"""The nouns of one run: how it ended, whom it consisted of, what it gave and what it left."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from grader.model.course import Level, Limits
from grader.model.schedule import Schedule
from grader.model.stall import Stall

_NO_STALL = Stall(certain=False, since=0.0, noticed=0.0, waits=(), sentence="nobody moved any more")
_SERVICE = re.compile(r"from multiprocessing\.(resource_tracker|forkserver) import main; ?main\(")
Json = None | bool | int | float | str | list[Any] | dict[str, Any]


class Ending(Enum):
    """How a run ended, as the sandbox saw it. The values are sentences; `{…}` is filled from the evidence."""

    EXITED = "exited with status {exit_code}"
    SIGNALLED = "was ended by {signal_name}"
    TIMED_OUT = "was still running after {limits.wall_seconds:g} s"
    CPU_LIMIT = "used more than {limits.cpu_seconds:g} s of processor time in all its processes"
    MEMORY_LIMIT = "used more than {limits.memory_mib} MiB of memory"
    PROCESS_LIMIT = "had {limits.processes} processes and threads at once, the most allowed"
    OUTPUT_LIMIT = "wrote more than {limits.output_kib} KiB of output"
    DISK_LIMIT = "wrote more than {limits.disk_mib} MiB, or {limits.inodes} files, to disk"
    TAMPERED = "interfered with the grading: {problem}"
    DEADLOCKED = "was deadlocked: {stall.sentence}"
    STALLED = "had stopped moving: {stall.sentence}"
    STOPPED = "was stopped by the check that was watching it"
    SANDBOX_FAILED = "could not be run, which is our fault: {problem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLife:
    """One process of a run, from birth to reaping."""

    pid: int
    parent: int
    """The process that created it, whoever has adopted it since."""
    born: float
    command: tuple[str, ...] = ()
    """Its command line after its last exec; empty for a process that only ever forked."""
    threads: int = 1
    """How many threads it ever had, the first one included."""
    ended: float | None = None
    exit_code: int | None = None
    signal: int | None = None
    reaped: float | None = None
    orphaned: float | None = None
    """When its parent ended before it did."""
    adopted_by: int | None = None
    """Who became its parent then: 1, or a nearer subreaper."""
    killed: bool = False
    """Whether it was the sandbox that ended it, while cleaning up or because of a limit."""
    cpu_seconds: float = 0.0

    @property
    def status(self) -> int | None:
        """Its exit status as `Process.exitcode` gives it: negative for a signal, None while it lives."""
        return -self.signal if self.signal is not None else self.exit_code

    @property
    def is_service(self) -> bool:
        """Whether it is one of the standard library's own helpers, which may outlive the call a little.

        Told by the words that `multiprocessing.resource_tracker` and `multiprocessing.forkserver` start them with.
        Student code can use the same words, and hides nothing by it that is still there when the run is over.
        """
        return "-c" in self.command and any(map(_SERVICE.match, self.command))

    def alive_at(self, moment: float) -> bool:
        """Whether it had been born and had not ended at that moment."""
        return self.born <= moment and (self.ended is None or moment < self.ended)

    def zombie_seconds(self, end: float) -> float:
        """How long it was dead and not reaped; `end` is when the looking stopped."""
        return 0.0 if self.ended is None else (end if self.reaped is None else self.reaped) - self.ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What there was at one moment that should not outlive a call."""

    alive: tuple[int, ...] = ()
    zombies: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    """Named shared memory, named semaphores, message queues and System V objects, such as `/dev/shm/psm_1a2b`."""

    def __bool__(self) -> bool:
        return bool(self.alive or self.zombies or self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a call gave no value, in the words of the driver inside the student's process."""

    kind: str
    """`load` (the file cannot be imported), `missing` (no such function), `signature` (it does not take the
    arguments), `raised` (it raised), `value` (what it returned is not plain data). Of a schedule also `ended` (its
    process ended before it returned), `blocked`, `polling` (nobody could go on, or did), `unknown` (given up) and
    `tampered` (somebody spoke to the scheduler in the name of another)."""
    type: str
    message: str
    file: str = ""
    line: int | None = None
    traceback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The moment at which a call returned: what it gave, and what it left. A call that is repeated has several."""

    at: float
    value: Json = None
    failure: Failure | None = None
    left: Leftovers = field(default_factory=Leftovers)
    """Who lived or was a zombie at that moment and still was 200 ms later; main is not counted."""
    descriptors: int | None = None
    """How many descriptors main had open, where the sandbox could look."""
    schedule: Schedule | None = None
    """How it was scheduled, where each call of a run is one schedule of a hunt, in a process of its own."""
    stall: Stall | None = None
    """Who waited for whom, where that call never returned."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files that were asked for, as they were then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work done through the workshop, from its two records."""

    pid: int
    item: Json
    """What was worked on; a long text is cut."""
    step: str = "work"
    """`work`, or `make` for what a producer does; `escaped` where a child came out of the call, as only main should."""
    began: float
    ended: float | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The record of one run; no opinion in it."""

    ending: Ending
    limits: Limits
    level: Level
    exact: bool
    """Whether every process was recorded at the moment it happened, or only seen by looking now and then."""
    main: int
    seconds: float
    """From the start of main until nothing of the run was left."""
    exit_code: int | None = None
    signal: int | None = None
    problem: str = ""
    returns: tuple[Return, ...] = ()
    processes: tuple[ProcessLife, ...] = ()
    """In the order of their births, main first."""
    work: tuple[Work, ...] = ()
    at_exit: Leftovers = field(default_factory=Leftovers)
    """What was there at the moment main ended, before anyone could clean it up."""
    left: Leftovers = field(default_factory=Leftovers)
    """What was still there when main had ended and the grace time was over."""
    output: str = ""
    errors: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files that were asked for, as text, out of the run's own folder."""
    cpu_seconds: float = 0.0
    memory_mib: float = 0.0
    """The largest amount seen at once."""
    tasks: int = 0
    """The largest number of processes and threads seen at once."""
    call: str = ""
    """The call as a student would write it, or the command line."""
    looks: int = 0
    """How often the sandbox looked whether the run still moved; 0 for a short run, and where it cannot look."""
    stall: Stall | None = None
    """Who waited for whom, of a run that stopped moving."""
    schedule: Schedule | None = None
    """How its steps were scheduled, of a run under the controlled scheduler."""

    @property
    def sentence(self) -> str:
        """How it ended, as the second half of a sentence about the program."""
        return self.ending.value.format(
            exit_code=self.exit_code,
            signal_name=signal_name(self.signal),
            limits=self.limits,
            problem=self.problem,
            stall=self.stall or _NO_STALL,
        )

    def life(self, pid: int) -> ProcessLife | None:
        """The process with this pid, or None."""
        return next((life for life in self.processes if life.pid == pid), None)


def signal_name(number: int | None) -> str:
    """`SIGKILL` for 9; `signal 99` for a number that has no name here."""
    try:
        return signal.Signals(number or 0).name
    except ValueError:
        return f"signal {number}"

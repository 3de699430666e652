"""The grader's end of the sandbox on this machine: starts the launcher, hands it jobs, takes the evidence.

A run that fails through our fault is tried once more, with a new launcher if the old one has died; after that it is
evidence of its own kind, `SANDBOX_FAILED`.
"""

from __future__ import annotations

import contextlib
import copy
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import SandboxError
from grader.evidence import from_json
from grader.model import Ending, Evidence, Level
from grader.processes import Launcher, start_launcher
from grader.sandbox import kernel, wire
from grader.sandbox.door import Job, ProcessLook
from grader.sandbox.plan import job_to_wire

_PACKAGE = Path(__file__).resolve().parent.parent
_LOOK_AGAIN_SECONDS = 0.004
_SPARE_SECONDS = 15.0
"""How much longer than its own limits a keeper may take before it is given up."""


class LocalSandbox:
    """Runs student code on this machine. Starting it does not wait for the launcher; the first run does."""

    replays = False

    def __init__(
        self,
        level: Level | None,
        *,
        hidden: Sequence[str] = (),
        polling: bool = False,
        launcher: Launcher | None = None,
    ) -> None:
        self._wishes = {
            "level": level,
            "hidden": [str(_PACKAGE), *hidden],
            "polling": polling,
            "drivers": {path.parent.name: str(path) for path in (_PACKAGE / "languages").glob("*/driver.py")},
        }
        self._level: Level | None = None
        self._is_lent = False
        self._problem = self._hint = ""
        self._hiring, self._hearing = threading.Lock(), threading.Lock()
        if kernel.LINUX:
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        self._employ(launcher or start_launcher())

    @property
    def level(self) -> Level:
        """How strongly this sandbox holds what it runs. Raises SandboxError when the level wished for does not work."""
        with self._hearing:  # several threads may ask, and the launcher answers once
            if self._level is None and not self._problem:
                answer = wire.receive(self._control) or {"problem": "the launcher ended before it was ready"}
                self._problem, self._hint = answer.get("problem", ""), answer.get("hint", "")
                self._level = None if self._problem else Level(answer["level"])
        if self._level is None:
            raise SandboxError(self._problem, hint=self._hint)
        return self._level

    def run(self, job: Job) -> Evidence:
        """Run a job to its end and give its evidence."""
        ends = job.ends_when_stuck is not False
        with self.start(replace(job, ends_when_stuck=ends)) as run:
            run.wait_ended(float("inf"))
        return run.evidence

    def start(self, job: Job) -> LocalRun:
        """Start a job in order to watch it; use the result as a `with` block."""
        return LocalRun(self, job)

    @property
    def lives(self) -> bool:
        """Whether the launcher is there; asked of one that is lent, it is what the lender knew."""
        return self._is_lent or self._launcher.poll() is None

    def lent(self) -> LocalSandbox:
        """The same sandbox for a process that was forked from this one: it can use the launcher, and not replace it."""
        other = copy.copy(self)
        other._is_lent = True
        return other

    def close(self) -> None:
        """End the launcher; its keepers end their runs when they see that nobody listens."""
        self._control.close()
        if self._is_lent:
            return
        if self._launcher.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._launcher.wait(_SPARE_SECONDS)
        if self._launcher.poll() is None:
            self._launcher.kill()
            self._launcher.wait()

    def connect(self, job: Job) -> socket.socket:
        """Hand a job to the launcher, a new one if the old one has died, and give the socket to its keeper."""
        with self._hiring:  # several threads may want a run
            if not self.lives:
                self.close()
                self._employ(start_launcher())
            _ = self.level
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [b"r"], [theirs.fileno()])
            wire.send(ours, {"job": job_to_wire(job)})
        except OSError as error:
            ours.close()
            raise SandboxError("the launcher has died") from error
        finally:
            theirs.close()
        return ours

    def _employ(self, launcher: Launcher) -> None:
        self._level, self._problem = None, ""
        self._launcher, self._control = launcher
        with contextlib.suppress(OSError):  # it has died: the first use will say so
            wire.send(self._control, self._wishes)


class LocalRun:
    """One run on this machine, while it runs and after it."""

    def __init__(self, sandbox: LocalSandbox, job: Job) -> None:
        self._sandbox = sandbox
        self._job = job
        self._tries = 0
        self._evidence: Evidence | None = None
        self._keeper = 0
        self._watched = False
        """Whether somebody has looked at the run or signalled it: then it cannot be tried again unseen."""
        self.main = 0

    @property
    def evidence(self) -> Evidence:
        """The record of the run, once the block has been left."""
        if self._evidence is None:
            raise SandboxError("a run has no evidence before its block has been left")
        return self._evidence

    def _over(self) -> bool:
        return self._evidence is not None

    def __enter__(self) -> LocalRun:
        """Wait until main has started, or cannot be started."""
        self._begin()
        while self._evidence is None and not self.main:
            self._take(self._receive())
        return self

    def look(self) -> tuple[ProcessLook, ...]:
        """Return the processes of the run as they are now, zombies included, main first; none when it is over."""
        answer = self._ask({"look": True})
        return tuple(ProcessLook(**look) for look in answer.get("look", ()))

    def signal(self, number: int, pid: int | None = None) -> None:
        """Send a signal to a process of the run, to main if none is named; one that has gone is no error."""
        self._ask({"signal": [int(number), pid]})

    def wait(
        self, until: Callable[[tuple[ProcessLook, ...]], bool], within_seconds: float
    ) -> tuple[ProcessLook, ...] | None:
        """Look until `until` likes what it sees and return that, or None if that never happened in time."""
        deadline = time.monotonic() + within_seconds
        while True:
            seen = self.look()
            if until(seen):
                return seen
            if time.monotonic() > deadline or self._evidence is not None:
                return None
            time.sleep(_LOOK_AGAIN_SECONDS)

    def wait_ended(self, within_seconds: float) -> bool:
        """Wait until main and all of its family are gone, and say whether that happened in time."""
        deadline = time.monotonic() + within_seconds
        while self._evidence is None:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._take(self._receive(left))
        return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what still runs, and complete the evidence; an exception passing through abandons the run."""
        if kind is None and self._evidence is None:
            with contextlib.suppress(OSError):
                wire.send(self._connection, {"stop": True})
            self.wait_ended(float("inf"))
        if hasattr(self, "_connection"):
            self._connection.close()

    def _begin(self) -> None:
        self._tries += 1
        self._given_up = time.monotonic() + self._job.limits.wall_seconds + self._job.linger_seconds + _SPARE_SECONDS
        try:
            self._connection = self._sandbox.connect(self._job)
        except SandboxError as error:
            self._failed(error.message)

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Ask the keeper something; empty when the run is over."""
        if self._over():
            return {}
        self._watched = True
        with contextlib.suppress(OSError):
            wire.send(self._connection, message)
        while True:
            answer = self._receive()
            if answer and ("look" in answer or "done" in answer):
                return answer
            self._take(answer)
            if self._over():
                return {}

    def _receive(self, seconds: float = float("inf")) -> dict[str, Any] | None:
        """The keeper's next message; None when it has died, or is given up; empty when the time is over."""
        given_up = self._given_up - time.monotonic()
        ready, _, _ = select.select([self._connection], [], [], max(0.0, min(seconds, given_up)))
        if not ready and seconds < given_up:
            return {}
        self._connection.settimeout(max(0.001, given_up))
        try:
            return wire.receive(self._connection)
        except TimeoutError:
            if self._keeper:
                with contextlib.suppress(OSError):
                    os.kill(self._keeper, signal.SIGKILL)
            return None

    def _take(self, message: dict[str, Any] | None) -> None:
        if message is None:
            self._failed("the keeper of the run has died")
        elif "problem" in message:
            self._failed(message["problem"])
        elif "started" in message:
            self._keeper, self.main = message["started"]["keeper"], message["started"]["main"]
        elif "evidence" in message:
            self._evidence = from_json(Evidence, message["evidence"])

    def _failed(self, problem: str) -> None:
        """Our fault: once more, unless somebody has seen the run already or this was the second time."""
        if self._tries < 2 and not self._watched:
            if hasattr(self, "_connection"):
                self._connection.close()
            self._begin()
            return
        level = self._sandbox._level or Level.WATCHED
        self._evidence = Evidence(
            ending=Ending.SANDBOX_FAILED,
            limits=self._job.limits,
            level=level,
            exact=False,
            main=0,
            seconds=0.0,
            problem=problem,
            call=self._job.call,
        )

"""Any program under the recorder, in the caller's folder, environment and terminal: `grader trace`."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Sequence

from grader.errors import SandboxError
from grader.evidence import from_json
from grader.model import Evidence, Level, Limits
from grader.sandbox import wire
from grader.sandbox.door import Job
from grader.sandbox.keeper import keep
from grader.sandbox.plan import Plan, Setting


def trace(command: Sequence[str], *, limits: Limits, linger_seconds: float = 0.3, polling: bool = False) -> Evidence:
    """Run a command and record its processes; nothing holds it but the limits.

    The terminal's interrupt goes to the command, which may handle it. Raises SandboxError when our part fails.
    """
    job = Job(
        files={},
        command=tuple(command),
        limits=limits,
        linger_seconds=linger_seconds,
        ends_when_stuck=True,
        call=" ".join(command),
    )
    ours, theirs = socket.socketpair()
    keeper = os.fork()
    if keeper == 0:
        try:
            ours.close()
            setting = Setting(level=Level.WATCHED, polling=polling)
            keep(Plan(name=f"{os.getpid()}-trace", setting=setting, inherit=True), {}, lambda: (job, theirs))
        finally:
            os._exit(0)
    theirs.close()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer = wire.receive(ours)
        while answer is not None and "started" in answer:
            answer = wire.receive(ours)
    finally:
        ours.close()
        os.waitpid(keeper, 0)
        signal.signal(signal.SIGINT, before)
    if answer is None:
        raise SandboxError("the keeper of the run has died")
    if "problem" in answer:
        raise SandboxError(answer["problem"])
    return from_json(Evidence, answer["evidence"])

"""Whether what others have handed in is held: asked before a command runs it where there is something to lose."""

from __future__ import annotations

import sys

from grader.cli.terminal import Line, Terminal
from grader.errors import SandboxError
from grader.model import Level

NOT_HELD = (
    "this machine can only watch programs, not hold them: what is handed in could read and change this job, "
    "the hidden suite and the grades"
)
SHARED = f"programs are held at {Level.CONFINED.label}: those of all students share /dev/shm and /proc of this machine"
DOCTOR = "grader doctor says what would help"


def demand_isolation(level: Level, *, allowed: bool, option: str, many: bool = False) -> None:
    """Say on stderr that a level is weak. Raises SandboxError for the one that holds nobody, unless that is `allowed`.

    `option` is how somebody allows it; `many` is for programs of many people on one machine.
    """
    if level is Level.WATCHED and not allowed:
        raise SandboxError(NOT_HELD, hint=f"{DOCTOR}; {option} grades all the same")
    weakness = {Level.WATCHED: NOT_HELD, Level.CONFINED: SHARED if many else ""}.get(level)
    if weakness:
        lines = [Line(weakness, head="warning: ", head_style="yellow"), Line(DOCTOR, head="hint: ", head_style="cyan")]
        Terminal(sys.stderr).show(lines)

"""The sandbox: where student code runs, is watched and can do no harm.

Theory of operation. Whoever grades asks `open_sandbox` for a sandbox and hands it `Job`s; behind that door there are
four kinds of processes of ours, each forked from the one before:

    grader ── launcher ── keeper ── warden ── main and its family
              warm        one per   parent    the student's
              interpreter run       of all
                                    orphans

`local` is the grader's end. `launcher` and `serving` wait for jobs. `keeper` sets a `stage` up (namespaces, control
group, pipes), watches through a `recorder` (ptrace) or an `observer` (psutil) that keep the `register`, reads the
`channels` and the `conversation`, asks the `meters`, and turns its `findings` into evidence. `warden` reaps. `entry` is
main's way down to the driver: `box`, `landlock`, `seccomp`, `kernel`.

Whether a run will ever move again is for the `watch`, which looks at the `sleepers` (the system calls they sleep in are
read by `blocking`) and at `alarms`; `waits` says who could end each wait (`reach`, `ends`, `sockets`, `memory`), and
`suspicion` what may be meant. The `autopsy` puts it into words, with `locks`, `roles` and likely `causes`.

`levels` finds out what works on a machine, and
`tracing` puts any other program under the recorder; both are imported by whoever needs them, since every check waits
for what this module imports.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Level
from grader.processes import Launcher
from grader.sandbox.door import Job, LiveRun, ProcessLook, Sandbox
from grader.sandbox.local import LocalSandbox
from grader.sandbox.replay import ReplaySandbox

__all__ = [
    "Job",
    "LiveRun",
    "LocalSandbox",
    "ProcessLook",
    "ReplaySandbox",
    "Sandbox",
    "open_sandbox",
]


def open_sandbox(
    level: Level | None = None, *, hidden: Sequence[str] = (), polling: bool = False, launcher: Launcher | None = None
) -> LocalSandbox:
    """A sandbox on this machine, of the strongest level that works unless one is named; close it after use.

    `hidden` names further folders that student code must not read (the grader's own are hidden anyway). `polling` uses
    the portable observer at any level. `launcher` is one that has been started already. Returns at once; the first use
    waits for the launcher, and raises SandboxError when the level does not work here.
    """
    return LocalSandbox(level, hidden=hidden, polling=polling, launcher=launcher)

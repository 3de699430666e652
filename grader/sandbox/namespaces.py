"""Namespaces of a run's own: entering them in two steps, by two processes."""

from __future__ import annotations

import os
from pathlib import Path

from grader.sandbox import kernel

_OF_THE_FIRST = (
    kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS | kernel.CLONE_NEWNET | kernel.CLONE_NEWCGROUP
)


def enter(uid: int, gid: int) -> None:
    """The keeper's step: the next child is pid 1 of a new pid namespace. Raises OSError.

    An ordinary user gets the right to it from a new user namespace, in which only that user exists.
    """
    if os.geteuid() == 0:
        kernel.unshare(kernel.CLONE_NEWPID)
        return
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWPID)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # only then is our own uid_map ours to write
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        Path("/proc/self", name).write_text(text)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def become_first() -> None:
    """The warden's step, as pid 1: everything else of its own. Raises OSError."""
    kernel.unshare(_OF_THE_FIRST)

"""The levels: which of them work here, found out by trying in a throw-away child, never guessed from a version.

On some systems a user namespace can be made and is then of no use, so that only a real private root proves a level;
some have no control groups to give away; some forbid everything.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from grader.errors import SandboxError
from grader.model import Level, Limits
from grader.sandbox import box, kernel, landlock, namespaces, seccomp
from grader.sandbox.cgroups import Group
from grader.sandbox.plan import FIRST_STUDENT_UID, Setting

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")
_GIVES = {
    Level.CONTAINED: "own file system, network, processes and shared memory; exact limits of memory and processor time",
    Level.ISOLATED: "own file system, network, processes and shared memory; what is left over is known exactly",
    Level.CONFINED: "no writing or reading outside, no network, no signals to the outside",
    Level.WATCHED: "deadlines, limits by looking, an end to every process that was seen",
}
_MISSING = {
    Level.CONTAINED: (),
    Level.ISOLATED: ("memory is looked at every 10 ms, not held to the byte",),
    Level.CONFINED: (
        "the machine's /proc and /dev/shm are shared: names of other programs can be seen",
        "sockets of the same user, such as an ssh agent's, can be reached when student code runs as that user",
        "no TCP on localhost, no System V objects, no message queues",
    ),
    Level.WATCHED: (
        "student code can read and write all that its user can, use the network, and end the grader",
        "processes are seen by looking every 10 ms: short-lived ones are missed",
    ),
}
_BEFORE_SCOPES = ("before Linux 6.12, other programs of the same user can be signalled when student code runs as it",)
_REMEDIES = {
    Level.CONTAINED: "run as root (sudo), or in a delegated control group: systemd-run --user --scope -p Delegate=yes",
    Level.ISOLATED: "run as root (sudo), or let users make namespaces: "
    "sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu) or kernel.unprivileged_userns_clone=1 (Debian)",
    Level.CONFINED: "a Linux kernel of 5.13 or later with Landlock",
    Level.WATCHED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReport:
    """What `grader doctor` says of one level."""

    level: Level
    works: bool
    gives: str
    missing: tuple[str, ...]
    why_not: str = ""
    remedy: str = ""


def probe_levels() -> tuple[LevelReport, ...]:
    """Try every level, the strongest first. Takes some ten milliseconds and leaves nothing."""
    reports = []
    for level in sorted(Level, reverse=True):
        why_not = _why_not(level, ())
        remedy = _REMEDIES[level] if why_not else ""
        reports.append(
            LevelReport(
                level=level,
                works=not why_not,
                gives=_GIVES[level],
                missing=_MISSING[level] + (_BEFORE_SCOPES if level is Level.CONFINED and _unscoped() else ()),
                why_not=why_not,
                remedy=remedy,
            )
        )
    return tuple(reports)


def strongest(reports: Iterable[LevelReport]) -> Level:
    """Of all levels that work the one that programs are held at where none is asked for."""
    return max((report.level for report in reports if report.works), default=Level.WATCHED)


def find_setting(wanted: Level | None, *, hidden: tuple[str, ...] = (), polling: bool = False) -> Setting:
    """The setting for a level, or for the strongest that works. Raises SandboxError when the one wanted does not."""
    reasons = {}
    for level in sorted(Level, reverse=True) if wanted is None else [wanted]:
        reasons[level] = _why_not(level, hidden)
        if not reasons[level]:
            return Setting(
                level=level,
                readable=_readable(),
                hidden=hidden,
                landlock=landlock.abi(),
                reachable=_reachable(sys.base_prefix),
                polling=polling or level is Level.WATCHED or bool(_tried(_trace)),
            )
    (level, reason), *_ = reasons.items()
    raise SandboxError(f"level {level.label} does not work here: {reason}", hint=_REMEDIES[level])


def _why_not(level: Level, hidden: tuple[str, ...]) -> str:
    """Empty when the level works, else the reason."""
    if level is Level.WATCHED:
        return ""
    if not kernel.LINUX:
        return "this is not Linux"
    if level is Level.CONFINED and not landlock.abi():
        return "the kernel has no Landlock"
    if level is Level.CONFINED:
        return _tried(_confine)
    if level is Level.CONTAINED and (reason := _tried(_make_group)):
        return reason
    return _tried(functools.partial(_enter_private_root, hidden))


def _unscoped() -> bool:
    return landlock.abi() < landlock.SCOPES_SIGNALS


def _confine() -> None:
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    landlock.confine(read=["/"], write=[], devices=[], version=landlock.abi())
    kernel.install_filter(seccomp.assemble(seccomp.rules_for(Level.CONFINED, same_user=True, signals_scoped=False)))


def _trace() -> None:
    """Whether processes can be traced; the system call filter relies on it."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # as main is; who cannot be looked into cannot be traced either
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        kernel.ptrace(kernel.PTRACE_SEIZE, child)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, kernel.WALL)


def _make_group() -> None:
    group = Group.create(f"probe-{os.getpid()}-{time.monotonic_ns()}")
    try:
        group.limit(memory_mib=64, tasks=8)
    finally:
        group.remove()


def _enter_private_root(hidden: tuple[str, ...]) -> None:
    root = os.geteuid() == 0
    uid, gid = (FIRST_STUDENT_UID, FIRST_STUDENT_UID) if root else (os.getuid(), os.getgid())
    namespaces.enter(uid, gid)
    _raise_if(_tried(functools.partial(_build_private_root, hidden, uid, gid)))


def _build_private_root(hidden: tuple[str, ...], uid: int, gid: int) -> None:
    namespaces.become_first()
    box.build_private_root(_readable(), hidden, uid, gid)
    box.furnish_private_root({}, Limits(), uid, gid)
    kernel.change_user(uid, gid, keep=None)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.install_filter(seccomp.assemble(seccomp.rules_for(Level.ISOLATED, same_user=not uid, signals_scoped=True)))


def _raise_if(reason: str) -> None:
    if reason:
        raise SandboxError(reason)


def _tried(attempt: Callable[[], None]) -> str:
    """Make an attempt in a child; empty when it succeeded, else what it says was in the way."""
    with tempfile.TemporaryFile() as file:
        pid = os.fork()
        if pid == 0:
            try:
                attempt()
                os._exit(0)
            except BaseException as error:
                os.write(file.fileno(), str(error).encode())
            finally:
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        if status == 0:
            return ""
        file.seek(0)
        return file.read().decode("utf-8", "backslashreplace") or f"it ended with wait status {status}"


def _readable() -> tuple[str, ...]:
    prefixes = (sys.base_prefix, sys.base_exec_prefix, os.path.dirname(os.path.realpath(sys.executable)))
    return tuple(dict.fromkeys((*_SYSTEM, *_SYSTEM_FILES, *(os.path.realpath(prefix) for prefix in prefixes))))


def _reachable(path: str) -> bool:
    """Whether any user can reach a folder."""
    parts = os.path.realpath(path).split("/")
    return all(os.stat("/".join(parts[:end]) or "/").st_mode & 0o001 for end in range(1, len(parts) + 1))

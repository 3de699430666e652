"""The grader's side of the matrix, as a process of its own: takes jobs on stdin, answers on stdout, one JSON line each.

It plays the grader, with a secret in its environment, a bystander beside it and one warm sandbox per level. After each
run it looks for traces: processes, files, names, mounts, control groups and descriptors that were not there before. It
is the adopter of everything that loses its parent, so its descendants are all that there can be.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
from hostile_bystander import Bystander
from hostile_programs import CANARY

import grader
from grader.evidence import encode
from grader.model import Ending, Level, Limits
from grader.sandbox import Job, Sandbox, open_sandbox
from grader.sandbox.levels import probe_levels
from grader.sandbox.plan import job_from_wire

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE_SECONDS = 2.0
_ONLY_OURS = ("/tmp", "/var/tmp", "/run/lock") if "STAGE" in os.environ else ()
"""Folders in which, on a stage, nobody else makes anything."""
NEIGHBOUR = ("sleep", "30")


def main() -> None:
    """Answer one request after the other until stdin ends."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    bystander = Bystander(Path(tempfile.mkdtemp(prefix="outside-")))
    bystander.folder.chmod(0o755)
    sandboxes: dict[Level, Sandbox] = {}
    _reply({report.level.value: report.why_not or "" if not report.works else "" for report in probe_levels()})
    for line in sys.stdin:
        request = json.loads(line)
        level = Level(request["level"])
        if level not in sandboxes:
            sandboxes[level] = open_sandbox(level)
            sandboxes[level].run(job_from_wire(request["job"] | {"driver": "", "command": ["true"], "request": None}))
        bystander.noticed()
        _wait_for_prepared_runs(bystander, sandboxes)
        before = {name: look() for name, look in LOOKS.items()}
        with _neighbour(sandboxes[level], request["job"]) as neighbour:
            evidence = sandboxes[level].run(_aimed(request["job"], bystander, neighbour))
        _reply({"evidence": encode(evidence), "traces": _traces(before), "noticed": bystander.noticed()})
    for sandbox in sandboxes.values():
        sandbox.close()
    bystander.end()


def _reply(message: dict[Any, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


@contextlib.contextmanager
def _neighbour(sandbox: Sandbox, wire: dict[str, Any]) -> Iterator[int]:
    """Another run beside the one to come, where it asks for one; gives its pid as it is outside of all sandboxes."""
    if not wire["request"] or not wire["request"]["arguments"].pop("neighbour", False):
        yield 0
        return
    secret = {"secret.txt": f"{CANARY}-neighbour".encode()}
    token = {"TOKEN": f"{CANARY}-environment"}
    job = Job(files=secret, command=NEIGHBOUR, environment=token, limits=Limits(wall_seconds=30))
    with sandbox.start(job) as run:
        yield _found(NEIGHBOUR)
        assert [look.state for look in run.look()] == ["S"], "the neighbour was disturbed"
    assert run.evidence.ending is Ending.STOPPED, run.evidence


def _found(command: Sequence[str]) -> int:
    """The pid of our descendant with that command line, once there is one."""
    while True:
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if process.cmdline() == list(command):
                    return process.pid


def _aimed(wire: dict[str, Any], bystander: Bystander, neighbour: int) -> Job:
    """The job with what there is to attack among its arguments."""
    if wire["request"]:
        targets = {**bystander.targets, "neighbour": neighbour, "temporary_folder": tempfile.gettempdir()}
        targets = {**targets, "grader_folder": str(Path(grader.__file__).parent)}
        wire["request"]["arguments"] = {**targets, **wire["request"]["arguments"]}
    return job_from_wire(wire)


# ---------------------------------------------------------------------------------------------- traces


def _traces(before: dict[str, set[str]]) -> list[str]:
    """What is there now and was not before, once it has had a moment to go."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        new = {name: LOOKS[name]() - seen for name, seen in before.items()}
        if not any(new.values()) or time.monotonic() > end:
            return [f"{name}: {each}" for name, found in new.items() for each in sorted(found)[:5]]
        time.sleep(0.005)


def _wait_for_prepared_runs(bystander: Bystander, levels: Container[Level]) -> None:
    """Wait until each launcher has a keeper that waits, with its warden: so it is before a run, and after it."""
    ready = False
    while not ready:
        time.sleep(0.005)
        with contextlib.suppress(psutil.Error, OSError):
            launchers = [child for child in psutil.Process().children() if child.pid != bystander.pid]
            families = [launcher.children(recursive=True) for launcher in launchers]
            taken_in = any(Path(folder, "cgroup.procs").read_text() for folder in _group_folders())
            ready = all(len(family) == 2 for family in families) and taken_in is (Level.CONTAINED in levels)


def _counted(kinds: Iterable[str]) -> set[str]:
    """What there is of each kind, by count: the run that is prepared has another pid and name each time."""
    return {f"{kind} ({number + 1})" for kind, count in Counter(kinds).items() for number in range(count)}


def _processes() -> set[str]:
    found, depth = [], {os.getpid(): 0}
    for process in psutil.Process().children(recursive=True):  # parents come before their children
        with contextlib.suppress(psutil.NoSuchProcess), process.oneshot():
            depth[process.pid] = depth.get(process.ppid(), 0) + 1
            state = "zombie " if process.status() == psutil.STATUS_ZOMBIE else ""
            found.append(f"{state}{process.name()}, {depth[process.pid]} deep")
    return _counted(found)


def _descriptors() -> set[str]:
    count: dict[str, int] = {}
    for process in [psutil.Process(), *psutil.Process().children()]:
        with contextlib.suppress(psutil.Error, OSError):
            count[f"{process.pid}"] = process.num_fds()
    return {f"{pid} has {number}" for pid, number in count.items()}


def _names(*folders: str) -> Callable[[], set[str]]:
    def look() -> set[str]:
        found = set()
        for folder in folders:
            with contextlib.suppress(OSError):
                found |= {str(path) for path in Path(folder).iterdir() if _may_be_ours(path)}
        return found

    return look


def _may_be_ours(path: Path) -> bool:
    """Whether it can be student code that made this: whoever runs it as another user is root, and has a stage."""
    try:
        return os.geteuid() == 0 or path.lstat().st_uid == os.geteuid()
    except OSError:
        return False


def _lines(*files: str) -> Callable[[], set[str]]:
    def look() -> set[str]:
        found = set()
        for file in files:
            with contextlib.suppress(OSError):
                found |= {f"{file}: {' '.join(line.split()[:5])}" for line in Path(file).read_text().splitlines()}
        return found

    return look


def _groups() -> set[str]:
    return _counted(folder.rpartition("-")[0] for folder in _group_folders())


def _group_folders() -> set[str]:
    """Control groups of our own launchers' runs: others may be grading on this machine as well."""
    here = Path("/proc/self/ns/pid").stat().st_ino
    marks = [f"{here}-{process.pid}-" for process in psutil.Process().children()]
    found = set()
    for folder, names, _ in os.walk("/sys/fs/cgroup"):
        found |= {f"{folder}/{name}" for name in names if any(mark in name for mark in marks)}
    return found


LOOKS: dict[str, Callable[[], set[str]]] = {
    "process": _processes,
    "descriptors": _descriptors,
    "file": _names(tempfile.gettempdir(), *_ONLY_OURS),
    "name": _names("/dev/shm", "/dev/mqueue"),
    "System V": _lines("/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"),
    "mount": _lines("/proc/self/mounts"),
    "control group": _groups,
}


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()

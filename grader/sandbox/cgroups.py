"""Control groups: exact limits and counts of memory, processor time and tasks for a whole family of processes.

Version 1 keeps one folder per controller, version 2 one folder for all; `Group` hides which. For version 2 the folder
is made below the grader's own group when that is delegated to it, or below the root when the grader is root. Nothing
here is trusted to exist: `create` raises OSError and the level below is used.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
_CONTROLLERS = ("memory", "pids", "cpuacct")
_PREFIX = "grader-"
_MOST_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Group:
    """One run's control group. `folders` maps a controller to its folder; in version 2 all are the same."""

    folders: dict[str, Path]
    unified: bool
    _files: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The counts, which are read a hundred times a second: kept open, by name."""

    @classmethod
    def create(cls, name: str, root: Path = ROOT) -> Group:
        """Make the group, without limits. Raises OSError when the machine does not let us."""
        unified = (root / "cgroup.controllers").exists()
        base = _unified_base(root) if unified else None
        folders = {controller: (base or root / controller) / f"{_PREFIX}{name}" for controller in _CONTROLLERS}
        group = cls(folders, unified)
        try:
            for folder in dict.fromkeys(folders.values()):
                folder.mkdir()
        except OSError:
            group.remove()
            raise
        return group

    def limit(self, *, memory_mib: int, tasks: int) -> None:
        """Set the group's limits. Raises OSError when the machine does not let us."""
        size = str(memory_mib << 20)
        self._write("memory", "memory.max" if self.unified else "memory.limit_in_bytes", size)
        with contextlib.suppress(OSError):  # without swap accounting there is no such file
            swap = ("memory.swap.max", "0") if self.unified else ("memory.memsw.limit_in_bytes", size)
            self._write("memory", *swap)
        self._write("pids", "pids.max", str(tasks))

    def take_in(self, pid: int) -> None:
        """Move a process into the group; what it forks from then on is born there.

        The kernel waits for all processors before it lets a process change its group: some 15 ms.
        """
        for folder in dict.fromkeys(self.folders.values()):
            (folder / "cgroup.procs").write_text(str(pid))

    def memory_exceeded(self) -> bool:
        """Whether the kernel ended a process of the group for want of memory."""
        return self._count("memory", "memory.events" if self.unified else "memory.oom_control", "oom_kill") > 0

    def tasks_exceeded(self) -> bool:
        """Whether the kernel refused the group a new task."""
        return self._count("pids", "pids.events", "max") > 0

    def cpu_seconds(self) -> float:
        """Processor time of everything that ever ran in the group."""
        if self.unified:
            return self._count("cpuacct", "cpu.stat", "usage_usec") / 1e6
        return int(self._read("cpuacct", "cpuacct.usage")) / 1e9

    def memory_mib(self) -> float:
        """The largest amount of memory in use at once, 0 where the kernel does not keep it."""
        try:
            return int(self._read("memory", "memory.peak" if self.unified else "memory.max_usage_in_bytes")) / 2**20
        except OSError:
            return 0.0

    def remove(self) -> None:
        """Take the group away; its processes must have been reaped."""
        while self._files:
            os.close(self._files.popitem()[1])
        for folder in dict.fromkeys(self.folders.values()):
            remove_folder(folder)

    def _write(self, controller: str, name: str, text: str) -> None:
        (self.folders[controller] / name).write_text(text)

    def _read(self, controller: str, name: str) -> str:
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = os.open(self.folders[controller] / name, os.O_RDONLY)
        return os.pread(file, _MOST_BYTES, 0).decode()

    def _count(self, controller: str, name: str, key: str) -> int:
        for line in self._read(controller, name).splitlines():
            word, _, number = line.partition(" ")
            if word == key:
                return int(number)
        return 0


def remove_folder(folder: Path) -> None:
    """Remove one group's folder, trying again while the kernel still counts a dying process in it."""
    for _ in range(100):
        with contextlib.suppress(OSError):
            folder.rmdir()
        if not folder.exists():
            return
        time.sleep(0.002)


def remove_abandoned(name: str, root: Path = ROOT) -> None:
    """Remove the group of that name wherever it was made: its run ended without being able to."""
    unified = (root / "cgroup.controllers").exists()
    bases = [_unified_base(root)] if unified else [root / controller for controller in _CONTROLLERS]
    for base in bases:
        if (base / f"{_PREFIX}{name}").exists():
            remove_folder(base / f"{_PREFIX}{name}")


def _unified_base(root: Path) -> Path:
    """Where a version 2 group may be made: the root for root, else the grader's own, delegated, group.

    A group that holds processes cannot hand its controllers on (cgroups(7), "no internal processes"), so a delegated
    group works when the grader was started in a leaf of it, such as by `systemd-run --user --scope -p Delegate=yes`.
    """
    if os.geteuid() == 0:
        base = root
    else:
        own = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
        base = root / own[3:].strip("/").rpartition("/")[0]
    with contextlib.suppress(OSError):
        (base / "cgroup.subtree_control").write_text("+memory +pids +cpu")
    return base


def names(root: Path = ROOT) -> list[str]:
    """The names of all runs that have a group at the moment."""
    base = _unified_base(root) if (root / "cgroup.controllers").exists() else root / "memory"
    return [path.name.removeprefix(_PREFIX) for path in base.glob(f"{_PREFIX}*")]

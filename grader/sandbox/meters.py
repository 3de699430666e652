"""The meters: how much of each limit a run has used, by the control group where there is one, else by looking.

Resident memory counts a page that forked processes share once for each of them. So the cheap sum is only a first look:
when it is over the limit, the proportional size, which shares fairly, decides (Linux; proc_pid_smaps(5)).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import psutil

from grader.model import Ending, Limits
from grader.sandbox import views
from grader.sandbox.cgroups import Group
from grader.sandbox.observer import Observer
from grader.sandbox.recorder import Recorder
from grader.sandbox.register import Register

_DISK_PERIOD = _EXACT_MEMORY_PERIOD = 0.05


class Meters:
    """Reads one run's use; `breach` is asked every few milliseconds."""

    def __init__(
        self,
        limits: Limits,
        register: Register,
        observer: Recorder | Observer,
        group: Group | None,
        openings: Mapping[str, int],
        names: Callable[[], list[str]],
        *,
        private: bool,
        same_user: bool,
    ) -> None:
        self._limits = limits
        self._register = register
        self._observer = observer
        self._group = group
        self._openings = openings
        self._names = names
        self._private = private
        self._same_user = same_user
        self._handles: dict[int, psutil.Process] = {}
        self._next_disk = self._next_exact = 0.0
        self._most_memory = 0.0
        self._live_cpu = 0.0
        self._cpu_before = group.cpu_seconds() if group else 0.0
        """What the warden, who is in the group too, has used to set the stage."""
        self._resident = 0.0

    def breach(self) -> Ending | None:
        """The limit that is exceeded now, if one is."""
        if self._observer.tasks >= self._limits.processes or (self._group and self._group.tasks_exceeded()):
            return Ending.PROCESS_LIMIT
        if self._group is None:
            self._look()
        if self._memory_exceeded():
            return Ending.MEMORY_LIMIT
        if self.cpu_seconds() > self._limits.cpu_seconds:
            return Ending.CPU_LIMIT
        return Ending.DISK_LIMIT if self._disk_exceeded() else None

    def cpu_seconds(self) -> float:
        """Processor time of the whole family so far, the dead included."""
        if self._group:
            return self._group.cpu_seconds() - self._cpu_before
        return self._register.ended_cpu_seconds + self._live_cpu

    def memory_mib(self) -> float:
        """The largest amount seen at once."""
        return self._group.memory_mib() if self._group else self._most_memory

    def killed_for_memory(self) -> bool:
        """Whether the kernel itself ended a process for memory, as the control group tells."""
        return self._group is not None and self._group.memory_exceeded()

    def _look(self) -> None:
        """One look at size and time of everyone alive."""
        living = {record.host: record for record in self._register.living()}
        for host in self._handles.keys() - living.keys():
            del self._handles[host]
        resident, cpu = 0, 0.0
        for host, record in living.items():
            try:
                handle = self._handles.get(host) or self._handles.setdefault(host, psutil.Process(host))
                with handle.oneshot():
                    times = handle.cpu_times()
                    resident += handle.memory_info().rss
            except psutil.Error:
                continue
            record.cpu_seconds = times.user + times.system
            cpu += record.cpu_seconds
        self._live_cpu = cpu
        self._resident = resident / 2**20

    def _memory_exceeded(self) -> bool:
        if self._group:
            return self._group.memory_exceeded()
        used = self._resident + views.detached_memory_mib(self._openings)
        now = time.monotonic()
        if used > self._limits.memory_mib and len(self._handles) > 1:
            if now < self._next_exact:
                return False
            self._next_exact = now + _EXACT_MEMORY_PERIOD
            used = self._proportional_mib() + views.detached_memory_mib(self._openings)
        self._most_memory = max(self._most_memory, used)
        return used > self._limits.memory_mib

    def _proportional_mib(self) -> float:
        size = 0.0
        for handle in self._handles.values():
            try:
                full = handle.memory_full_info()
            except psutil.Error:
                continue
            size += getattr(full, "pss", full.uss)
        return size / 2**20

    def _shared_mib(self) -> float:
        """What the run has put into the machine's /dev/shm."""
        names = [name.removeprefix("/dev/shm/") for name in self._names()]
        return sum(views.size_of(self._openings["shm"], name) for name in names)

    def _disk_exceeded(self) -> bool:
        """A private root has file systems of limited size; elsewhere somebody must look."""
        now = time.monotonic()
        if self._private or "box" not in self._openings or now < self._next_disk:
            return False
        size, files = views.disk_use([self._openings["box"], self._openings["temporary"]], unlock=self._same_user)
        size += views.nameless_mib([record.host for record in self._register.living()]) + self._shared_mib()
        self._next_disk = time.monotonic() + max(_DISK_PERIOD, 10 * (time.monotonic() - now))
        return size > self._limits.disk_mib or files > self._limits.inodes

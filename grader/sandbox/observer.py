"""The portable observer: looks at the process table with psutil, again and again, and tells what changed.

It is all there is where processes cannot be traced (macOS, or a container that forbids it). What lives shorter than
the time between two looks is not seen, and an exit code is known only where somebody told; evidence says so (`exact`
is false). It offers what `Recorder` offers.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

import psutil

from grader.escaping import utf8
from grader.sandbox.recorder import command_of, facts_of
from grader.sandbox.register import Register


class Observer:
    """Looks at one run. `step` takes one look; it never waits."""

    exact = False

    def __init__(self, register: Register, on_main_exit: Callable[[], None]) -> None:
        self._register = register
        self._on_main_exit = on_main_exit
        self._main = 0
        self._handles: dict[int, psutil.Process] = {}
        self._killing = False
        self._own_command = command_of(os.getpid())
        self.stopped: set[int] = set()
        self.tasks = 1
        self.most_tasks = 1
        self.others: dict[int, int] = {}

    def attach(self, main: int, pid: int) -> None:
        """Begin with main, which waits for us."""
        self._main = main
        self._enter(main, os.getpid(), pid)

    def step(self) -> bool:
        """Take a look; False when nobody of the run is left and the warden has been reaped."""
        self._reap_own()
        for host, parent in self._family():
            self._enter(host, parent, None)
        tasks = 0
        for host, handle in list(self._handles.items()):
            tasks += self._look(host, handle)
        self.tasks = tasks
        self.most_tasks = max(self.most_tasks, tasks)
        return bool(self._handles) or not self.others

    def told(self, host: int, status: int) -> None:
        """The warden reaped this process: the one exact thing to be had here."""
        record = self._register.records.get(host)
        if record is None:
            return
        if record.alive and host == self._main:
            self._on_main_exit()
        self._register.reaped(host, time.monotonic(), status)

    def kill(self) -> None:
        """Stop everyone, then kill everyone: who is stopped cannot have children meanwhile."""
        self._killing = True
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for record in self._register.records.values():
                record.killed = record.killed or record.alive
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(record.host, number)

    def reap_all(self, deadline: float) -> bool:
        """After a kill: look and kill again until nobody is left; False when that took too long."""
        while self.step():
            self.kill()
            if time.monotonic() > deadline:
                return False
            time.sleep(0.001)
        return True

    def _family(self) -> list[tuple[int, int]]:
        """Pid and parent of every descendant of the keeper or of a member, without the keeper and its warden."""
        own = os.getpid()
        parents = {process.pid: _parent(process) for process in psutil.process_iter()}
        members = {own, *self._handles}
        while more := {pid for pid, parent in parents.items() if parent in members} - members:
            members |= more
        return [(pid, parents[pid]) for pid in members if pid != own and parents.get(pid, own) != own]

    def _enter(self, host: int, parent: int, pid: int | None) -> None:
        if host in self._register.records:
            return
        try:
            self._handles[host] = psutil.Process(host)
        except psutil.Error:
            return
        facts = facts_of(host) if pid is None else None
        self._register.born(host, parent, time.monotonic(), facts[2] if facts else pid)

    def _look(self, host: int, handle: psutil.Process) -> int:
        """Note what became of one process; how many tasks it is now."""
        record, now = self._register.records.get(host), time.monotonic()
        try:
            with handle.oneshot():
                state, threads, times = handle.status(), handle.num_threads(), handle.cpu_times()
                parent, command = handle.ppid(), tuple(utf8(word[:200]) for word in handle.cmdline()[:20])
            gone = record is None or not handle.is_running()
        except psutil.Error:
            gone = True
        if gone or record is None:
            if host == self._main and record is not None and not self._killing:
                return 0  # the warden will tell us how it ended
            del self._handles[host]
            if record is not None:
                self._end(host, now)
                self._register.look_for_reapings(now)
            return 0
        record.cpu_seconds = max(record.cpu_seconds, times.user + times.system)
        record.threads = max(record.threads, threads)
        if command and command != self._own_command:
            record.command = command
        if state == psutil.STATUS_ZOMBIE and threads <= 1:  # the first thread may end before the others
            self._end(host, now)
        if record.orphaned is not None and record.adopted_by is None and parent != record.parent:
            record.adopted_by = self._register.pid_of(parent)
        return threads if record.alive else 0

    def _end(self, host: int, now: float) -> None:
        if host != self._main or self._killing:
            self._register.ended(host, now, None)

    def _reap_own(self) -> None:
        try:
            task, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if task:
            self.others[task] = status


def _parent(process: psutil.Process) -> int:
    try:
        return int(process.ppid())
    except psutil.Error:
        return 0

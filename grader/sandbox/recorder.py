"""The flight recorder: every process's birth, exec and end as the kernel reports it, by ptrace(2).

Theory of operation. Main is seized (`PTRACE_SEIZE`) before it runs a line of student code, with options that make the
kernel stop each birth, exec and exit and attach the newborn as well; so nobody is missed, however short-lived. Each
stop is noted and the process goes on. When main is stopped *inside* its exit, its children have not been re-parented
yet: at that moment the register says exactly who lives and who is a zombie.

Details, from ptrace(2) and from experience:
- a signal on its way to a tracee is passed on with `PTRACE_CONT`; a group-stop (`EVENT_STOP` with a stopping signal)
  must be kept by `PTRACE_LISTEN`, or SIGSTOP would not stop;
- a thread's birth is a clone event too; a thread has another thread group id than its own id;
- the newborn's first stop may be reported before its parent's event;
- a tracer learns of an end before the parent does, and the parent only after the tracer has waited: wait at once;
- an exec by a thread other than the first makes all others vanish without a report.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

import psutil

from grader.escaping import utf8
from grader.sandbox import kernel
from grader.sandbox.alarms import alarm_after
from grader.sandbox.register import Record, Register
from grader.sandbox.sleepers import read

_TICKS = os.sysconf("SC_CLK_TCK")
_STOPPING = {signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}


class Recorder:
    """Traces one run. `step` handles what has happened since; it never waits."""

    exact = True

    def __init__(self, register: Register, on_main_exit: Callable[[], None]) -> None:
        self._register = register
        self._on_main_exit = on_main_exit
        self._tasks: dict[int, int] = {}
        """Thread id to process id, for every task alive; host ids."""
        self._main = 0
        self._killing = False
        self.most_tasks = 0
        self.stopped: set[int] = set()
        """Tasks that a signal has stopped."""
        self._early: dict[int, int | None] = {}
        """Tasks that were reported before their parent's event, with their wait status if they have ended already."""

    def attach(self, main: int, pid: int) -> None:
        """Seize main, which waits for us. Raises OSError when the machine does not allow to trace."""
        kernel.ptrace(kernel.PTRACE_SEIZE, main, kernel.PTRACE_O_ALL)
        self._main = main
        self._tasks[main] = main
        self.most_tasks = 1
        self._register.born(main, os.getpid(), time.monotonic(), pid)

    @property
    def tasks(self) -> int:
        """Processes and threads alive now."""
        return len(self._tasks)

    def step(self) -> bool:
        """Handle all events that are waiting; False when there is nobody left to wait for."""
        while True:
            try:
                task, status = os.waitpid(-1, kernel.WALL | os.WNOHANG)
            except ChildProcessError:
                return False
            if not task:
                return True
            self._handle(task, status)

    def told(self, host: int, status: int) -> None:
        """The warden reaped this process."""
        self._register.reaped(host, time.monotonic(), status)

    def reap_all(self, deadline: float) -> bool:
        """After a kill: wait until the last tracee is gone; False when that took too long."""
        self._killing = True
        while self.step():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.0005)
        return True

    def kill(self) -> None:
        """SIGKILL every living member; a newborn waits, stopped, until it is seen, and then gets one too."""
        self._killing = True
        for record in self._register.living():
            self._kill(record)

    def _kill(self, record: Record) -> None:
        record.killed = True
        with contextlib.suppress(ProcessLookupError):
            os.kill(record.host, signal.SIGKILL)

    def _handle(self, task: int, status: int) -> None:
        now = time.monotonic()
        self.stopped.discard(task)
        if not os.WIFSTOPPED(status):
            self._gone(task, status, now)
            return
        event, number = status >> 16, os.WSTOPSIG(status)
        try:
            if event == kernel.EVENT_STOP and number in _STOPPING:
                kernel.ptrace(kernel.PTRACE_LISTEN, task)
                self.stopped.add(task)
                return
            self._note(task, event, now)
            kernel.ptrace(kernel.PTRACE_CONT, task, 0 if event else number)
        except ProcessLookupError:
            return  # it was killed while it was stopped; its end is reported next

    def _note(self, task: int, event: int, now: float) -> None:
        if event in (kernel.EVENT_FORK, kernel.EVENT_VFORK, kernel.EVENT_CLONE):
            self._announced(kernel.ptrace_event_message(task), self._tasks.get(task, task), event, now)
        elif event == kernel.EVENT_STOP and task not in self._tasks:
            self._early[task] = None
            self._meet(task, None, now)
        elif event == kernel.EVENT_EXEC:
            self._executed(task)
        elif event == kernel.EVENT_EXIT:
            self._exiting(task)
        elif event == kernel.EVENT_FILTER and (record := self._register.records.get(self._tasks.get(task, task))):
            record.alarm_until = alarm_after(task, record.alarm_until, now)

    def _announced(self, task: int, creator: int, event: int, now: float) -> None:
        """A task's parent reports its birth, which the task itself may have done before."""
        if task not in self._early:
            if not self._meet(task, creator, now) and event != kernel.EVENT_CLONE:
                self._tasks[task] = task
                self._register.born(task, creator, now, 0)
            return
        status = self._early.pop(task)
        if (record := self._register.records.get(task)) is not None:
            record.parent = creator
        elif status is not None and event != kernel.EVENT_CLONE:  # killed before it ran at all
            self._register.born(task, creator, now, 0)
            self._register.ended(task, now, status)

    def _meet(self, task: int, creator: int | None, now: float) -> bool:
        """Enter a new task: a process, or one more thread of a known one. False when it has gone meanwhile."""
        facts = facts_of(task)
        if facts is None:
            return False
        group, parent, pid = facts
        self._tasks[task] = group
        self.most_tasks = max(self.most_tasks, len(self._tasks))
        if group != task:
            if (record := self._register.records.get(group)) is not None:
                record.threads += 1
            return True
        record = self._register.born(task, parent if creator is None else creator, now, pid)
        if self._killing:
            self._kill(record)
        return True

    def _executed(self, task: int) -> None:
        for other in [other for other, group in self._tasks.items() if group == task and other != task]:
            del self._tasks[other]
        self._tasks[task] = task
        record = self._register.records.get(task)
        if record is not None:
            record.command = command_of(task)

    def _exiting(self, task: int) -> None:
        record = self._register.records.get(task)
        if record is None:
            return
        record.cpu_seconds = cpu_seconds_of(task, record.cpu_seconds)
        if task == self._main:
            self._on_main_exit()

    def _gone(self, task: int, status: int, now: float) -> None:
        if task not in self._register.records:
            if self._tasks.pop(task, None) is None:
                self._early[task] = status
            return
        for other in [other for other, group in self._tasks.items() if group == task]:
            del self._tasks[other]
        self._register.ended(task, now, status)
        self._note_adoptions(task)

    def _note_adoptions(self, parent: int) -> None:
        for record in self._register.records.values():
            if record.parent == parent and record.orphaned is not None and record.adopted_by is None:
                facts = facts_of(record.host)
                if facts is not None and facts[1] != parent:
                    record.adopted_by = self._register.pid_of(facts[1])


def command_of(host: int) -> tuple[str, ...]:
    """The command line of a process, empty when it has gone; long words cut."""
    try:
        return tuple(utf8(word[:200]) for word in psutil.Process(host).cmdline()[:20])
    except psutil.Error:
        return ()


def cpu_seconds_of(host: int, otherwise: float) -> float:
    """User and system time that a process has used itself, without its children."""
    words = read(f"/proc/{host}/stat").rpartition(")")[2].split()  # proc_pid_stat(5); its name may hold anything
    return (int(words[11]) + int(words[12])) / _TICKS if words else otherwise


def facts_of(task: int) -> tuple[int, int, int] | None:
    """Thread group, parent, and the pid inside its innermost namespace, from proc_pid_status(5)."""
    status = read(f"/proc/{task}/status")
    if not status:
        return None
    group, parent, inside = (_field(status, name) for name in ("Tgid", "PPid", "NSpid"))
    return int(group), int(parent), int((inside or group).split()[-1])


def _field(status: str, name: str) -> str:
    return status.partition(f"\n{name}:")[2].partition("\n")[0]

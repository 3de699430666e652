"""The register of a run's processes: births, execs, ends, orphanings and reapings, whoever observed them.

Two observers keep it: the exact recorder (ptrace) and the portable one (psutil). Inside the keeper a process goes by
its host pid; in the evidence by the pid that student code sees.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.model import ProcessLife


@dataclass(slots=True)
class Record:
    """What is known of one process so far; times on the monotonic clock."""

    host: int
    pid: int
    parent: int
    """Host pid of the process that created it."""
    born: float
    command: tuple[str, ...] = ()
    threads: int = 1
    ended: float | None = None
    status: int | None = None
    """Wait status, None when nobody who saw it told us."""
    reaped: float | None = None
    orphaned: float | None = None
    adopted_by: int | None = None
    killed: bool = False
    cpu_seconds: float = 0.0
    alarm_until: float = 0.0
    """Until when an alarm that it has set for itself may ring, where that is reported."""

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self.ended is None

    @property
    def zombie(self) -> bool:
        """Whether it has ended and nobody has reaped it."""
        return self.ended is not None and self.reaped is None


@dataclass(slots=True)
class Register:
    """All processes of one run, main first."""

    inside: Callable[[int], int]
    """Host pid of a process that is no member (the warden, say) to the pid student code sees."""
    records: dict[int, Record] = field(default_factory=dict)
    """Those that live or are zombies, by host pid, in the order of their births."""
    past: list[Record] = field(default_factory=list)
    """Those that were reaped; the kernel may have given their pids to others since."""
    ended_cpu_seconds: float = 0.0
    _zombies: dict[int, Record] = field(default_factory=dict)
    _pids: dict[int, int] = field(default_factory=dict)

    def born(self, host: int, parent: int, at: float, pid: int | None = None) -> Record:
        """Enter a process, if it is not known yet."""
        record = self.records.get(host)
        if record is not None and record.zombie:  # its pid is in use again, so it must have been reaped
            self._reaped(record, at)
            record = None
        if record is None:
            self._pids[host] = host if pid is None else pid
            record = self.records[host] = Record(host, self._pids[host], parent, at)
        return record

    def ended(self, host: int, at: float, status: int | None) -> None:
        """A process ended: its living children are orphans from now on."""
        record = self.records.get(host)
        if record is None or not record.alive:
            return
        record.ended, record.status = at, status
        self._zombies[host] = record
        self.ended_cpu_seconds += record.cpu_seconds
        for child in self.records.values():
            if child.parent == host and child.alive:
                child.orphaned = at

    def living(self) -> list[Record]:
        """Everyone who has not ended."""
        return [record for record in self.records.values() if record.alive]

    def zombies(self) -> list[Record]:
        """Everyone who has ended and was not reaped."""
        return sorted(self._zombies.values(), key=lambda record: record.born) if self._zombies else []

    def look_for_reapings(self, now: float) -> None:
        """Note who has vanished from the process table since it ended. Only those that ended are looked at."""
        for record in self.zombies():
            if not is_there(record.host):
                self._reaped(record, now)

    def reaped(self, host: int, at: float, status: int) -> None:
        """Somebody who reaped a process tells so, and how it had ended."""
        record = self.records.get(host)
        if record is not None:
            self.ended(host, at, status)
            record.status = status
            self._reaped(record, at)

    def _reaped(self, record: Record, at: float) -> None:
        record.reaped = at
        self.past.append(record)
        del self.records[record.host], self._zombies[record.host]

    def frozen(self, start: float, *, main: int) -> tuple[ProcessLife, ...]:
        """The register as evidence, in seconds since `start`."""
        everyone = sorted((*self.past, *self.records.values()), key=lambda record: record.born)
        return tuple(self.life(record, start, main) for record in everyone)

    def pid_of(self, host: int) -> int:
        """The pid student code sees for a host pid, of a member or not."""
        return self._pids[host] if host in self._pids else self.inside(host)

    def life(self, record: Record, start: float, main: int) -> ProcessLife:
        """One process as evidence, in seconds since `start`; `main` is a host pid."""

        def since(moment: float | None) -> float | None:
            return None if moment is None else round(max(0.0, moment - start), 6)

        status = record.status
        exited = status is not None and os.WIFEXITED(status)
        return ProcessLife(
            pid=record.pid,
            parent=self.pid_of(record.parent),
            born=since(record.born) or 0.0,
            command=record.command,
            threads=record.threads,
            ended=since(record.ended),
            exit_code=os.WEXITSTATUS(status) if status is not None and exited else None,
            signal=os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else None,
            reaped=since(record.reaped),
            orphaned=None if record.host == main else since(record.orphaned),
            adopted_by=None if record.host == main else record.adopted_by,
            killed=record.killed,
            cpu_seconds=round(record.cpu_seconds, 3),
        )


def is_there(host: int) -> bool:
    """Whether the process table has this process, alive or a zombie."""
    try:
        os.kill(host, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

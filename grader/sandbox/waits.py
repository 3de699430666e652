"""What each sleeping thread of a family waits for, and who could end the wait: the wait-for graph.

A wait has providers, the processes that could end it: the child that is waited for, those who hold the other end of a
pipe, those who share the memory of a lock. None in their place means that something else could: time that passes, or
somebody who is not of the family. Where the kernel does not tell, it is None as well.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from grader.sandbox.blocking import FUTEX_PRIVATE, Call, signed
from grader.sandbox.ends import Ends
from grader.sandbox.memory import Allowance, Memory
from grader.sandbox.reach import ANYTHING, Family, Providers, Reach, Thing
from grader.sandbox.sleepers import Sleeper, read

_FUTEX_WAIT, _FUTEX_LOCK_PI, _FUTEX_WAIT_BITSET, _FUTEX_LOCK_PI2 = 0, 6, 9, 13  # linux/futex.h
_FUTEX_COMMAND = 0x7F
_P_ALL, _P_PID, _P_PGID, _P_PIDFD = 0, 1, 2, 3  # linux/wait.h
_SETLKW, _OFD_SETLKW = 7, 38  # asm-generic/fcntl.h
_POLLIN, _POLLOUT = 0x01, 0x04
_MOST_POLLED = 1024
_READ, _WRITE = "read", "write"


@dataclass(frozen=True, slots=True)
class Wait:
    """One sleeping thread, what it waits for, and the processes (host pids) that could end it."""

    sleeper: Sleeper
    kind: str
    """As in `model.Waiting`."""
    things: tuple[Thing, ...]
    providers: Providers

    @property
    def process(self) -> int:
        """Host pid of who waits."""
        return self.sleeper.process


class Scene:
    """A family at one moment at which all of it sleeps."""

    def __init__(self, family: Family, sleepers: Iterable[Sleeper], ends: Ends) -> None:
        self.family = family
        self.sleepers = tuple(sleepers)
        self.ends = ends
        self._allowance = Allowance()
        self._memories: dict[int, Memory] = {}
        self._reach = Reach(family, ends)

    def waits(self) -> tuple[Wait, ...]:
        """What everyone waits for."""
        return tuple(self._wait(sleeper) for sleeper in self.sleepers)

    def memory(self, host: int) -> Memory:
        """The memory of one of them."""
        if host not in self._memories:
            self._memories[host] = Memory(host, self._allowance)
        return self._memories[host]

    def is_idle_server(self, wait: Wait) -> bool:
        """Whether this is the first thread of a server of multiprocessing, such as a Manager's.

        It looks once a second whether it is to end.
        """
        is_first = wait.sleeper.task == wait.process
        return self.ends.serves(wait.process) and is_first and wait.kind == "thread" and wait.sleeper.call.timed

    def _wait(self, sleeper: Sleeper) -> Wait:
        name, first = sleeper.call.name, sleeper.call.arguments[0] if sleeper.call.arguments else 0
        match name:
            case "stopped":
                return Wait(sleeper, "signal", (Thing("stop"),), self._reach.signallers)
            case "futex":
                return self._futex(sleeper)
            case "wait4":
                return self._child(sleeper, signed(first))
            case "waitid":
                return self._waitid(sleeper)
            case "read" | "readv" | "pread64" | "recvfrom" | "recvmsg" | "recvmmsg":
                return self._polled(sleeper, [(first, True)], _READ)
            case "write" | "writev" | "pwrite64" | "sendto" | "sendmsg" | "sendmmsg":
                return self._polled(sleeper, [(first, False)], _WRITE)
            case "accept" | "accept4" | "connect":
                return self._polled(sleeper, [(first, True)], "connect")
            case "poll" | "ppoll" | "select" | "pselect6" | "epoll_wait" | "epoll_pwait" | "epoll_pwait2":
                return self._polled(sleeper, list(self._polled_by(sleeper.process, sleeper.call)), "")
            case "mq_timedreceive" | "mq_timedsend" if self.family.private:
                return self._message_queue(sleeper, _READ if name == "mq_timedreceive" else _WRITE)
            case "pause" | "rt_sigsuspend" | "rt_sigtimedwait":
                return Wait(sleeper, "signal", (), self._reach.signallers)
            case "nanosleep" | "clock_nanosleep" | "restart_syscall":
                return Wait(sleeper, "time", (), ANYTHING)
            case "flock":
                return self._file_lock(sleeper)
            case "fcntl" if sleeper.call.arguments[1] in (_SETLKW, _OFD_SETLKW):
                return self._file_lock(sleeper)
            case "open" | "openat" if self.family.alone:
                path = sleeper.call.arguments[name == "openat"]
                text = self.memory(sleeper.process).read(path, 256).partition(b"\0")[0]
                return Wait(sleeper, "connect", (Thing("FIFO", text.decode("utf-8", "replace")),), self._reach.everyone)
            case "semop" | "semtimedop" | "msgrcv" | "msgsnd" if self.family.private:
                kind = "lock" if name.startswith("sem") else _READ if name == "msgrcv" else _WRITE
                return Wait(sleeper, kind, (Thing("System V object", first),), self._reach.everyone)
        return Wait(sleeper, "other", (), ANYTHING)

    # ------------------------------------------------------------------------------------------ children

    def _child(self, sleeper: Sleeper, pid: int) -> Wait:
        if pid > 0:
            return Wait(sleeper, "child", (Thing("process", pid),), self._reach.host_of(pid))
        children = frozenset(host for host in self.family.pids if _parent_of(host) == sleeper.process)
        things = tuple(Thing("process", self.family.pids[host]) for host in sorted(children))
        return Wait(sleeper, "child", things, children)

    def _waitid(self, sleeper: Sleeper) -> Wait:
        which, number = (signed(argument) for argument in sleeper.call.arguments[:2])
        if which == _P_PIDFD:
            return self._polled(sleeper, [(number, True)], "child")
        return self._child(sleeper, number if which == _P_PID else -1)

    # ------------------------------------------------------------------------------------------ locks

    def _futex(self, sleeper: Sleeper) -> Wait:
        address, operation = sleeper.call.arguments[:2]
        known = (_FUTEX_WAIT, _FUTEX_LOCK_PI, _FUTEX_WAIT_BITSET, _FUTEX_LOCK_PI2)
        if operation & _FUTEX_COMMAND not in known:
            return Wait(sleeper, "other", (), ANYTHING)
        mapping = self.memory(sleeper.process).at(address)
        if operation & FUTEX_PRIVATE or mapping is None or not mapping.shared:
            own = (Thing("thread", (sleeper.process, address)),)
            return Wait(sleeper, "thread", own, frozenset({sleeper.process}))
        thing = Thing("lock", (mapping.file, address - mapping.start + mapping.offset))
        return Wait(sleeper, "lock", (thing,), self._sharers(mapping.file))

    def _sharers(self, file: tuple[str, int]) -> Providers:
        """Who of the family maps a file; anything, if somebody outside does."""
        if not self.family.private and _is_mapped_outside(file, self.family.pids):
            return ANYTHING
        return frozenset(host for host in self.family.pids if file in self.memory(host).shared_files)

    def _file_lock(self, sleeper: Sleeper) -> Wait:
        """A lock of a file: those who hold one on it, as the kernel lists it with their descriptors.

        Who is not alone knows only of a lock that keeps everybody out, and that nobody else could give back.
        """
        end = self.ends.of(sleeper.process, sleeper.call.arguments[0])
        held = (
            {other.host: other.facts["lock"] for other in self.ends.same(end) if "lock" in other.facts} if end else {}
        )
        thing = Thing("file lock", end.key if end else None)
        excludes = sleeper.call.name == "flock" and any("FLOCK" in lock and "WRITE" in lock for lock in held.values())
        ours = self.family.alone or (excludes and thing.key not in self.family.others)
        return Wait(sleeper, "lock", (thing,), frozenset(held) if held and ours else ANYTHING)

    def _message_queue(self, sleeper: Sleeper, kind: str) -> Wait:
        """A POSIX message queue: whoever has it open."""
        end = self.ends.of(sleeper.process, sleeper.call.arguments[0])
        holders = frozenset(other.host for other in self.ends.same(end)) if end else ANYTHING
        return Wait(sleeper, kind, (Thing("message queue", end.key if end else None),), holders)

    # ------------------------------------------------------------------------------------------ descriptors

    def _polled(self, sleeper: Sleeper, wanted: Iterable[tuple[int, bool]], kind: str) -> Wait:
        """A wait for any of some descriptors to be ready, for reading or for writing."""
        found = list(self._reach.behind(sleeper.process, wanted))
        if not found:
            return Wait(sleeper, "signal", (), self._reach.signallers)
        first = found[0]
        kind = kind or ("child" if first.thing.kind == "process" else _READ if first.reading else _WRITE)
        providers: set[int] = set()
        for each in found:
            if each.providers is None:
                return Wait(sleeper, kind, (each.thing,), ANYTHING)
            providers |= each.providers
        return Wait(sleeper, kind, tuple(dict.fromkeys(each.thing for each in found)), frozenset(providers))

    def _polled_by(self, host: int, call: Call) -> Iterator[tuple[int, bool]]:
        """The descriptors in a poll(2), select(2) or epoll_wait(2), and whether for reading."""
        memory, first, second = self.memory(host), *call.arguments[:2]
        if call.name.startswith("epoll"):
            yield first, True
        elif call.name in ("poll", "ppoll"):
            data = memory.read(first, 8 * min(second, _MOST_POLLED))
            for number, events, _ in struct.iter_unpack("=iHH", data[: len(data) // 8 * 8]):
                if number >= 0:
                    yield number, bool(events & _POLLIN or not events & _POLLOUT)
        else:
            for which, reading in ((1, True), (2, False), (3, True)):
                bits = int.from_bytes(memory.read(call.arguments[which], (first + 63) // 64 * 8), "little")
                yield from ((number, reading) for number in range(min(first, _MOST_POLLED)) if bits >> number & 1)


def _parent_of(host: int) -> int:
    """Host pid of its parent now."""
    line = next((line for line in read(f"/proc/{host}/status").splitlines() if line.startswith("PPid:")), "PPid: 0")
    return int(line.split()[1])


def _is_mapped_outside(file: tuple[str, int], family: Collection[int]) -> bool:
    """Whether a process that is not of the family has a file in its memory, as far as we may look."""
    others = (int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in family)
    words = f" {file[0]} {file[1]} "
    return any(words in read(f"/proc/{host}/maps") for host in others)


def dead_core(waits: Iterable[Wait], awake: Collection[int] = ()) -> tuple[Wait, ...]:
    """Those that nothing can ever wake: not time, not the outside, and nobody who might be woken one day himself.

    `awake` are processes that something else may wake, such as an alarm.
    """
    waits = tuple(waits)
    alive = {wait for wait in waits if wait.sleeper.call.timed or wait.providers is ANYTHING or wait.process in awake}
    while True:
        processes = {wait.process for wait in alive}
        woken = {wait for wait in waits if wait not in alive and wait.providers and wait.providers & processes}
        if not woken:
            return tuple(wait for wait in waits if wait not in alive)
        alive |= woken

"""Suspecting a standstill where some threads wait by the clock, again and again, and others wait for ever.

Nobody outside can know what somebody does who wakes up the next time. So it is a suspicion only if, for some seconds,
whoever woke went back to the same wait and used no processor to speak of; and if those who wait for ever do so for each
other: for locks whose holders are known to be among them, say, and not for one of those who wake.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from grader.sandbox.locks import lock_of
from grader.sandbox.sleepers import Sleeper, read
from grader.sandbox.waits import Scene, Wait, dead_core

SUSPECT_SECONDS = 2.0
WAKES = 3
"""How often a thread must have woken and waited again before it is held to do nothing else."""
_BUSY_SHARE = 0.03
"""From which share of a processor on a process is held to do something when it wakes."""
_TICKS = os.sysconf("SC_CLK_TCK")


class Quiet:
    """How long nothing has happened in a family but that some of its threads woke, and waited again."""

    def __init__(self) -> None:
        self.since = 0.0
        self._waits: frozenset[object] = frozenset()
        self._switches: dict[int, int] = {}
        self._used: dict[int, float] = {}

    def look(self, sleepers: Sequence[Sleeper], now: float) -> bool:
        """Take note of a moment at which all slept; whether it has been quiet for long enough to suspect something."""
        waits = waits_among(sleepers)
        if waits != self._waits:
            self._waits, self.since = waits, now
            self._switches = {sleeper.task: sleeper.switches for sleeper in sleepers}
            self._used = {}
        elif not self._used:  # not at once: most programs never sleep the same sleep twice
            self._used = {process: _processor_seconds(process) for process in _timed_processes(sleepers)}
        return now - self.since >= SUSPECT_SECONDS

    def forget(self) -> None:
        """Begin anew."""
        self._waits = frozenset()

    def suspects(self, scene: Scene, waits: Sequence[Wait], awake: Collection[int], now: float) -> tuple[Wait, ...]:
        """The waits that nothing will end, and those by the clock that do not matter; none if that is not so."""
        timed = [wait for wait in waits if wait.sleeper.call.timed]
        servers = {wait.process for wait in timed if scene.is_idle_server(wait)}
        if not all(self._is_idle(wait, 1 if wait.process in servers else WAKES, now) for wait in timed):
            return ()
        idle = [wait for wait in timed if wait.process in servers]
        others = [_narrowed(scene, wait) for wait in waits if wait not in idle]
        outside = any(wait.providers is None for wait in waits if not wait.sleeper.call.timed)
        core = () if outside or awake else dead_core(others)
        return (*core, *timed) if core else ()

    def _is_idle(self, wait: Wait, wakes: int, now: float) -> bool:
        woken = wait.sleeper.switches - self._switches.get(wait.sleeper.task, wait.sleeper.switches)
        used = _processor_seconds(wait.process) - self._used.get(wait.process, 0.0)
        return woken >= wakes and used <= _BUSY_SHARE * (now - self.since) + 1 / _TICKS


def waits_among(sleepers: Iterable[Sleeper]) -> frozenset[object]:
    """What does not change as long as nobody does anything but wake by the clock and wait again."""
    return frozenset((sleeper.task, sleeper.call.target if sleeper.call.timed else sleeper) for sleeper in sleepers)


def _timed_processes(sleepers: Sequence[Sleeper]) -> set[int]:
    return {sleeper.process for sleeper in sleepers if sleeper.call.timed}


def _processor_seconds(host: int) -> float:
    """User and system time of a process (proc_pid_stat(5))."""
    words = read(f"/proc/{host}/stat").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICKS if len(words) > 12 else 0.0


def _narrowed(scene: Scene, wait: Wait) -> Wait:
    """The same wait with those alone as providers who are known to hold the lock, where that is known."""
    if wait.kind != "lock" or wait.sleeper.call.name != "futex" or wait.providers is None:
        return wait
    lock = lock_of(scene, wait)
    return wait if lock.holders is None or lock.word == "semaphore" else replace(wait, providers=lock.holders)

"""The watch for standstills: notices, cheaply and from outside, that a run will never move again.

Theory of operation. Every now and then all threads of the family are looked at. The look ends at the first that runs,
which is nearly always the one that ran the last time. If all sleep, and none of them by the clock, and a second look
finds the same waits and the same numbers of context switches, then there was an instant between the two looks at which
all slept at once, and nobody has moved since. Only then is the wait-for graph drawn, with who could end each wait; if
none of those could ever be woken either, and nobody outside could, the run is deadlocked. That is certain, so it is
ended at once.

It is suspected where some threads wait by the clock, do nothing else, and wait again, while others can never be woken
by anybody who is known to hold what they wait for. Then the run has time until it is plain that nothing comes of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from grader.model import Level, Stall
from grader.sandbox import sockets
from grader.sandbox.alarms import may_ring
from grader.sandbox.autopsy import autopsy
from grader.sandbox.ends import Ends, ends_of
from grader.sandbox.reach import Family
from grader.sandbox.roles import naming, services, started
from grader.sandbox.sleepers import MovesError, Sleeper, look_at
from grader.sandbox.stage import Stage
from grader.sandbox.suspicion import Quiet, waits_among
from grader.sandbox.waits import Scene, Wait, dead_core

FIRST_LOOK_SECONDS = 0.12
"""Most calls are over by then, and are never looked at."""
PERIOD_SECONDS = 0.06
MOST_SHARE = 1 / 20
"""How much of the time may be spent on looking: a look at many threads makes the next one later."""
EXAMINE_AGAIN_SECONDS = 0.5

Fingerprint = tuple[Sleeper, ...]


class Watch:
    """Looks at one run. `step` is asked every few milliseconds and nearly always says at once that it is not time."""

    def __init__(self, stage: Stage, clock: Callable[[], float] = time.monotonic) -> None:
        self._stage = stage
        self._clock = clock
        self._next = stage.start + FIRST_LOOK_SECONDS
        self._last: Fingerprint = ()
        self._since = 0.0
        self._examined = 0.0
        self._mover = 0
        self._quiet = Quiet()
        self.looks = 0

    def step(self) -> Stall | None:
        """Look, if it is time; the standstill that the run has come to, if it has."""
        now = self._clock()
        if now < self._next:
            return None
        self.looks += 1
        stall = self._look(now)
        self._next = now + max(PERIOD_SECONDS, (self._clock() - now) / MOST_SHARE)
        return stall

    def _look(self, now: float) -> Stall | None:
        hosts = [record.host for record in self._stage.register.living()]
        hosts.sort(key=lambda host: host != self._mover)
        try:
            seen = look_at(hosts, self._stage.observer.stopped)
        except MovesError as error:
            self._mover, self._last = error.process, ()
            return None
        fingerprint = tuple(sorted(seen, key=lambda sleeper: sleeper.task))
        is_quiet = self._quiet.look(fingerprint, now)
        if fingerprint != self._last:
            self._last, self._since, self._examined = fingerprint, now, 0.0
            if not is_quiet:
                return None
        if now < self._examined + EXAMINE_AGAIN_SECONDS:
            return None
        timed = any(sleeper.call.timed for sleeper in seen)
        if timed and not is_quiet:
            return None
        self._examined = now
        stall = self._suspected(fingerprint, now) if timed else self._certain(fingerprint, now)
        return stall if stall is not None and self._stood_still(fingerprint) else None

    def _stood_still(self, sleepers: Fingerprint) -> bool:
        """Whether nobody has moved while all the rest was read: what was read belongs together only then."""
        self._stage.observer.step()
        hosts = [record.host for record in self._stage.register.living()]
        try:
            return waits_among(look_at(hosts, self._stage.observer.stopped)) == waits_among(sleepers)
        except MovesError:
            return False

    def _certain(self, sleepers: Fingerprint, now: float) -> Stall | None:
        """The standstill of a family none of which waits by the clock."""
        scene = self._scene(sleepers)
        waits = scene.waits()
        core = dead_core(waits, self._may_be_rung(now))
        return self._stall(scene, core, self._since, now, certain=True) if len(core) == len(waits) else None

    def _suspected(self, sleepers: Fingerprint, now: float) -> Stall | None:
        """The standstill of a family some of which wake by the clock, and do nothing."""
        scene = self._scene(sleepers)
        waits = self._quiet.suspects(scene, scene.waits(), self._may_be_rung(now), now)
        return self._stall(scene, waits, self._quiet.since, now, certain=False) if waits else None

    def _stall(self, scene: Scene, waits: Sequence[Wait], since: float, now: float, *, certain: bool) -> Stall | None:
        if all(_is_left_alone(scene, wait) for wait in waits):
            return None
        start, name_of = self._stage.start, naming(self._stage.register, self._stage.main)
        return autopsy(scene, waits, name_of, certain=certain, since=since - start, noticed=now - start)

    def _may_be_rung(self, now: float) -> list[int]:
        """The processes that an alarm of their own may still wake."""
        stage = self._stage
        reported = stage.setting.level >= Level.CONFINED and stage.observer.exact
        return [
            record.host
            for record in stage.register.living()
            if may_ring(record.host, record.alarm_until, now, reported=reported)
        ]

    def _scene(self, sleepers: Fingerprint) -> Scene:
        stage = self._stage
        family = Family(
            pids={record.host: record.pid for record in stage.register.living()},
            services=services(stage.register, stage.main),
            started=started(stage.register, stage.main),
            private=stage.private,
            alone=not stage.plan.inherit,
            others={end.key for end in ends_of("self")},
        )
        return Scene(family, sleepers, Ends(family.pids, sockets.look(stage.views.get("sockets"), stage.main)))


def _is_left_alone(scene: Scene, wait: Wait) -> bool:
    """A program that only waits for signals, or is stopped, may be meant to, and has its time."""
    return wait.kind == "signal" or wait.process in scene.family.services

"""The conductor: who goes on, who waits for what, what time it is. No I/O: whoever holds it moves the token.

An entity is a thread of any process of the family. It *announces* each operation before it does it, and goes on when
it is given the token; so what it announced last has been done when it says something else. An operation that would
block becomes a state: the entity is blocked on *things*, until somebody has done something to one of them. Sleeps and
timeouts pass in virtual time, which jumps to the nearest deadline when nobody can go on.

Nobody can go on, no deadline is left, and main is blocked: that is a deadlock, exactly. Before it is called one,
everyone who is blocked has tried once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from grader.languages.python.scheduling.entities import Entity, Place
from grader.languages.python.scheduling.strategies import Strategy

MOST_KEPT = 3_000
"""Steps that are kept for a trace."""
MOST_SECONDS_IDLE = 300.0
"""Virtual seconds without a change to anything shared: whoever polls then will poll for ever."""
LINGER_SECONDS = 0.3
"""Virtual seconds that others have when main has ended."""
SPIN = 200
"""After so many steps in a row an entity lets others go first: it may be waiting for them."""
CHANGING = ("write", "release", "send", "receive", "kill", "use")
"""Operations after which somebody who waits for the same thing may be able to go on."""


class Conductor:
    """Decides, and keeps the log."""

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self.now = 0.0
        self.main = Entity(name="main", number=0)
        self.entities = [self.main]
        self.holder: Entity | None = None
        self.points = self.switches = 0
        self.log: list[dict[str, Any]] = []
        self.names: dict[str, str] = {}
        """Things by their keys, as people call them."""
        self.orders: dict[str, list[tuple[str, str]]] = {}
        """For each thing, who did what to it, in order."""
        self._kinds: Counter[str] = Counter()
        self.paced = False
        """Whether somebody is about who is not under control: then time does not jump, but passes as on the clock."""
        self._progress, self._retried = 0, -1
        self._last_change = 0.0

    # ------------------------------------------------------------------------------------------ what entities say

    def reserve(self, parent: Entity, *, thread: bool, service: bool) -> Entity:
        """A child or a thread that the entity is about to start; it counts at once, wherever it is on its way."""
        parent.threads += thread
        parent.processes += not thread
        name = f"{parent.name}/{parent.threads}" if thread else f"{parent.name}.{parent.processes}"
        entity = Entity(name=name, number=len(self.entities), service=service)
        self.entities.append(entity)
        return entity

    def announce(self, entity: Entity, operation: str, things: Sequence[str], place: Place = ("", None)) -> None:
        """The entity is about to do this, and waits for the token."""
        self._done(entity)
        entity.state, entity.operation, entity.things, entity.place = "ready", operation, tuple(things), place
        entity.retrying = False
        entity.steps += 1
        entity.in_a_row += 1
        self.points += 1
        self._strategy.announced(entity)
        if entity.in_a_row > SPIN:
            entity.in_a_row = 0
            self._strategy.lower(entity)

    def block(self, entity: Entity, things: Sequence[str], timeout: float | None) -> None:
        """What the entity was doing would block, for `timeout` seconds at most."""
        entity.doing = False
        entity.state, entity.things = "blocked", tuple(things)
        patient = timeout is None or (entity.service and entity.operation != "sleep")
        entity.deadline = None if patient else self.now + max(0.0, timeout or 0.0)
        entity.step["blocked"] = True
        if entity.retrying and self.log and self.log[-1] is entity.step:
            self.log.pop()
        entity.retrying = True

    def wait(
        self,
        entity: Entity,
        operation: str,
        things: Sequence[str],
        place: Place,
        others: Sequence[str],
        timeout: float | None,
    ) -> None:
        """What the entity does in passing would block, for `timeout` seconds at most."""
        self.announce(entity, operation, things, place)
        self._record(entity, operation, entity.thing, place)
        self.block(entity, others, timeout)

    def failed(self, entity: Entity) -> None:
        """What the entity tried, without wanting to wait for it, did not work."""
        entity.doing = False
        entity.step["operation"] = f"try to {entity.operation}"

    def note(self, entity: Entity, operation: str, thing: str, place: Place, value: str) -> None:
        """Something that the entity did without announcing it, under the protection of what it had announced."""
        self._done(entity)
        entity.steps += 1
        self._record(entity, operation, thing, place)
        entity.step["value"] = value
        self._ordered(entity, operation, (thing,))

    def end(self, entity: Entity) -> None:
        """The entity is no more. What it held it holds for ever."""
        if entity.state != "ended":
            self._done(entity)
            entity.state, entity.place = "ended", ("", None)
            self._record(entity, "exit", "", ("", None))
            self._changed()

    def changed(self, entity: Entity, thing: str, *, given_back: bool = False) -> None:
        """Something was done to a thing that is no step of its own; a lock may have been given back by it."""
        self._done(entity)
        if given_back:
            self._given_back(entity, thing)
        self._changed(thing)

    def name_thing(self, key: str, kind: str, name: str) -> None:
        """Call a thing as the program calls it, or else by its kind and a number; the first name stays."""
        if key not in self.names:
            self._kinds[kind] += 1
            numbered = f"{kind} {self._kinds[kind]}"
            self.names[key] = name if name and name not in self.names.values() else numbered

    # ------------------------------------------------------------------------------------------ who goes on

    def next(self) -> Entity | None:
        """Give the token to whoever goes on now; None if nobody ever can, and `blocked` says who would like to."""
        while True:
            if ready := [each for each in self.entities if each.can_go_on]:
                return self._hand_on(ready)
            if not (self._retry() or self._jump()):
                return None

    def try_again(self) -> None:
        """Somebody who is not under control may have done something: let everyone who is blocked try once more."""
        self._progress += 1

    def pass_time(self, seconds: float) -> None:
        """So much time has passed on the clock."""
        self.now += seconds
        self._last_change = self.now
        for each in self.blocked:
            if each.deadline is not None and each.deadline <= self.now:
                each.state, each.timed_out, each.deadline = "ready", True, None

    @property
    def blocked(self) -> list[Entity]:
        """Those who wait."""
        return [each for each in self.entities if each.state == "blocked"]

    @property
    def only_polls(self) -> bool:
        """Whether it was given up to let time pass, since nobody did anything but look again and again."""
        return self.now - self._last_change > MOST_SECONDS_IDLE

    def holders(self, things: Sequence[str]) -> list[Entity]:
        """Who holds one of these locks; a semaphore belongs to nobody, since anybody may release it."""
        locks = [thing for thing in things if not thing.startswith("semaphore:")]
        return [each for each in self.entities if any(each.holding[thing] > 0 for thing in locks)]

    def _hand_on(self, ready: list[Entity]) -> Entity:
        entity = self._strategy.choose(ready, self.holder)
        if entity is not self.holder:
            self.switches += self.holder is not None and self.holder.can_go_on
            entity.in_a_row = 0
        if entity.state == "ready":
            entity.doing = True
        self._record(entity, entity.operation, entity.thing, entity.place)
        self._strategy.performed(entity, ready)
        entity.state, self.holder = "ready", entity
        return entity

    def _done(self, entity: Entity) -> None:
        """What the entity announced last has been done."""
        if not entity.doing:
            return
        entity.doing = False
        self._progress += 1
        if entity.operation == "acquire":
            entity.holding[entity.thing] += 1
        elif entity.operation == "release":
            self._given_back(entity, entity.thing)
        self._ordered(entity, entity.operation, entity.things)
        if entity.operation in CHANGING:
            self._changed(*entity.things)

    def _given_back(self, entity: Entity, thing: str) -> None:
        for holder in [entity] if entity.holding[thing] else self.holders([thing])[:1]:
            holder.holding[thing] -= 1

    def _changed(self, *things: str) -> None:
        """Those who wait for one of these try again; everyone, if none is named."""
        self._progress += 1
        self._last_change = self.now
        touched = {_family(thing) for thing in things}
        for other in self.blocked:
            if other.operation != "sleep" and (not things or touched & {_family(thing) for thing in other.things}):
                other.state = "ready"

    def _retry(self) -> bool:
        """Before it is said that nobody can go on, everyone who is blocked tries once more."""
        waiting = [each for each in self.blocked if each.operation != "sleep"]
        if self._retried == self._progress or not waiting:
            return False
        self._retried = self._progress
        for each in waiting:
            each.state = "ready"
        return True

    def _jump(self) -> bool:
        """Let time pass until the nearest deadline, if that is worth while."""
        timed = [(each.deadline, each.number, each) for each in self.blocked if each.deadline is not None]
        if not timed or self.paced:
            return False
        deadline, _, first = min(timed)
        if self.main.state == "ended" and deadline > self._last_change + LINGER_SECONDS:
            return False
        self.now = max(self.now, deadline)
        if self.only_polls:
            return False
        first.state, first.timed_out, first.deadline = "ready", True, None
        return True

    # ------------------------------------------------------------------------------------------ the log

    def _record(self, entity: Entity, operation: str, thing: str, place: Place) -> None:
        entity.step = {
            "who": entity.name, "pid": entity.pid, "number": entity.steps, "operation": operation,
            "thing": thing, "file": place[0], "line": place[1], "value": "", "blocked": False,
        }  # fmt: skip
        if len(self.log) < MOST_KEPT:
            self.log.append(entity.step)

    def _ordered(self, entity: Entity, operation: str, things: Sequence[str]) -> None:
        for thing in things:
            self.orders.setdefault(thing, []).append((entity.name, operation))


def _family(thing: str) -> str:
    """A socket has two ends with names of their own, and either may be meant."""
    return "socket" if thing.startswith("socket:") else thing

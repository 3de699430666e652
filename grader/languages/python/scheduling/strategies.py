"""Strategies: who of those that can go on gets the token. Each is a function of its plan, so that a plan repeats a run.

Natural order and directed preemption: priorities by birth, lowered where the plan says so. Random walk: uniform over
those who can go on. URW: uniform over the work that is left (weights from an earlier run). POS: random priorities,
drawn anew for operations that conflict (Yuan, Yang and Gu, "Partial Order Aware Concurrency Sampling", CAV 2018). PCT:
random priorities and d - 1 random points of change, which finds a bug of depth d with probability of at least
1 / (n * k^(d-1)) (Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees
of Finding Bugs", ASPLOS 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from grader.languages.python.scheduling.entities import Entity

DEPTH = 3
_READS = ("read", "poll")


class Strategy:
    """Decides by priorities: the highest goes on. `lowered` goes behind everyone else."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._random = Random(plan["seed"])  # noqa: S311 - a schedule has to be repeatable, not secret
        self._preempted = {(who, step) for who, step in plan.get("preemptions", ())}
        self._priority: dict[str, float] = {}
        self._lowest = 0.0

    def choose(self, ready: Sequence[Entity], current: Entity | None) -> Entity:
        """One of those that can go on; `current` had the token last."""
        return max(ready, key=self._rank)

    def announced(self, entity: Entity) -> None:
        """The entity is about to do its next step."""
        if (entity.name, entity.steps) in self._preempted:
            self.lower(entity)

    def performed(self, entity: Entity, ready: Sequence[Entity]) -> None:
        """The entity got the token for the step that it had announced."""

    def lower(self, entity: Entity) -> None:
        """Let everyone else go first, until nobody else can."""
        self._lowest -= 1.0
        self._priority[entity.name] = self._lowest

    def _rank(self, entity: Entity) -> float:
        if entity.name not in self._priority:
            self._priority[entity.name] = self._first_priority(entity)
        return self._priority[entity.name]

    def _first_priority(self, entity: Entity) -> float:
        return 1.0 / (1 + entity.number)


class Eager(Strategy):
    """Children go before main; among them the first-born."""

    def _first_priority(self, entity: Entity) -> float:
        return super()._first_priority(entity) if entity.number else 0.0


class Reversed(Strategy):
    """The last-born goes first."""

    def _first_priority(self, entity: Entity) -> float:
        return 1.0 + entity.number


class ReversedLate(Strategy):
    """Main goes first, until it has to wait; then the last-born."""

    def _first_priority(self, entity: Entity) -> float:
        return 1.0 + entity.number if entity.number else 1e9


class Walk(Strategy):
    """Uniform over those who can go on, at each step; who was lowered waits for a step of another."""

    def choose(self, ready: Sequence[Entity], current: Entity | None) -> Entity:
        others = [each for each in ready if each.name not in self._priority]
        self._priority.clear()
        return self._random.choice(others or ready)


class Remaining(Walk):
    """URW: weighted by the steps that an entity has still to do, as an earlier run suggests."""

    def __init__(self, plan: dict[str, Any]) -> None:
        super().__init__(plan)
        self._expected: dict[str, int] = dict(plan.get("weights", ()))

    def choose(self, ready: Sequence[Entity], current: Entity | None) -> Entity:
        others = [each for each in ready if each.name not in self._priority] or list(ready)
        self._priority.clear()
        weights = [max(1, self._expected.get(each.name, 1) - each.steps) for each in others]
        return self._random.choices(others, weights)[0]


class PartialOrder(Strategy):
    """POS: a random priority for each announced operation, drawn anew when one that conflicts was performed."""

    def announced(self, entity: Entity) -> None:
        self._priority[entity.name] = self._random.random()

    def performed(self, entity: Entity, ready: Sequence[Entity]) -> None:
        for other in ready:
            if other is not entity and entity.thing and other.thing == entity.thing and _conflict(entity, other):
                self._priority[other.name] = self._random.random()

    def _first_priority(self, entity: Entity) -> float:
        return self._random.random()


class ProbabilisticConcurrencyTesting(Strategy):
    """PCT: random priorities, lowered at DEPTH - 1 random points of the whole run."""

    def __init__(self, plan: dict[str, Any]) -> None:
        super().__init__(plan)
        points = max(1, plan.get("points", 1))
        self._changes = {self._random.randrange(points) for _ in range(DEPTH - 1)}
        self._point = -1

    def announced(self, entity: Entity) -> None:
        self._point += 1
        if self._point in self._changes:
            self.lower(entity)

    def _first_priority(self, entity: Entity) -> float:
        return 1.0 + self._random.random()


class Scripted(Strategy):
    """Whoever has the token keeps it, but for the switches of a script: at this step of this entity, to that one."""

    def __init__(self, plan: dict[str, Any]) -> None:
        super().__init__(plan)
        self._switches: dict[tuple[str, int], str] = {(who, step): to for who, step, to in plan["switches"]}
        self._spinning = ""

    def lower(self, entity: Entity) -> None:
        self._spinning = entity.name

    def choose(self, ready: Sequence[Entity], current: Entity | None) -> Entity:
        wanted = self._switches.get((current.name, current.steps), current.name) if current else ""
        others = [each for each in ready if each.name != self._spinning] or ready
        self._spinning = ""
        return next((each for each in others if each.name == wanted), None) or max(others, key=self._rank)


STRATEGIES: dict[str, type[Strategy]] = {
    "natural": Strategy,
    "eager": Eager,
    "reversed": Reversed,
    "reversed, main first": ReversedLate,
    "walk": Walk,
    "URW": Remaining,
    "POS": PartialOrder,
    "scripted": Scripted,
    "stirred": Strategy,  # nobody is conducted there
    "PCT": ProbabilisticConcurrencyTesting,
}


def strategy_of(plan: dict[str, Any]) -> Strategy:
    """The strategy that a plan names, new."""
    return STRATEGIES[plan["strategy"]](plan)


def _conflict(one: Entity, other: Entity) -> bool:
    return not (one.operation in _READS and other.operation in _READS)

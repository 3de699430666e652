"""Plans: what the scheduler in the student's processes is asked to do, and how a seed becomes one.

A seed is a number in the order of a search, and gives the same plan whenever the program is the same: 0 is the natural
order, whose trace is the *profile*; then come a few random ones, which find most of what can be found; then orders that
turn the natural one round; then, in turn, a preemption at a place that the profile shows, and something random. The
random ones are the mix that found most in measurements: uniform walks, POS, URW and PCT.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from grader.model import Json, Schedule
from grader.schedules.places import Preemption, places, weights

BASE_ORDERS = ("natural", "eager", "reversed", "reversed, main first")
PORTFOLIO = ("walk", "POS", "walk", "URW", "POS", "URW", "PCT")
"""In this order; those of the first batch of a search must not need a profile, which comes with it."""
CHANCE_FIRST = 4
"""So many random schedules come before the orders. Of 78 automatic mistakes that needed more than the natural order,
the first four random ones found 67."""
ORDER_SEEDS = (0, *range(CHANCE_FIRST + 1, CHANCE_FIRST + len(BASE_ORDERS)))
"""The seeds of the base orders."""
SWEEP = CHANCE_FIRST + len(BASE_ORDERS)
"""The seed from which on places and chance take turns."""
STIRRED = "stirred"
"""No schedule: a run with real concurrency in real time, which waits a little by chance at the same points."""
MOST_PAIRS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One schedule that is wanted."""

    seed: int
    strategy: str
    preemptions: tuple[Preemption, ...] = ()
    weights: tuple[tuple[str, int], ...] = ()
    """How many steps each entity has to do, as the profile has it."""
    points: int = 1
    switches: tuple[tuple[str, int, str], ...] = ()
    """For a script: at this step of this entity the token goes to that one."""
    trace: bool = False
    """Whether all of its steps are wanted, and what it prints."""

    def to_json(self) -> dict[str, Json]:
        """The plan as the scheduler reads it."""
        return {
            "seed": self.seed,
            "strategy": self.strategy,
            "preemptions": [[place.who, place.step] for place in self.preemptions],
            "weights": dict(self.weights),
            "points": self.points,
            "switches": [list(switch) for switch in self.switches],
            "trace": self.trace,
        }


@dataclass(frozen=True, slots=True)
class Planner:
    """Turns seeds into plans; without a profile only those of the base orders."""

    profile: Schedule | None = None
    places: tuple[Preemption, ...] = ()
    pairs: tuple[tuple[Preemption, Preemption], ...] = ()
    weights: tuple[tuple[str, int], ...] = field(default=())

    @classmethod
    def for_profile(cls, profile: Schedule) -> Planner:
        """What the natural run teaches: where a preemption could matter, and how much everyone has to do."""
        found = places(profile.steps)
        pairs = [(one, other) for one in found for other in found if one.who < other.who]
        Random(0).shuffle(pairs)  # noqa: S311 - an order that has to come again
        return cls(profile, found, tuple(pairs[:MOST_PAIRS]), weights(profile.steps))

    def plan(self, seed: int, *, trace: bool = False) -> Plan:
        """The plan of a seed."""
        if seed in ORDER_SEEDS:
            return Plan(seed=seed, strategy=BASE_ORDERS[ORDER_SEEDS.index(seed)], trace=trace or seed == 0)
        later = seed - SWEEP
        if later >= 0 and later % 2 == 0 and (preemptions := self.directed(later // 2)):
            return Plan(seed=seed, strategy="natural", preemptions=preemptions, trace=trace)
        turn = seed - 1 if later < 0 else CHANCE_FIRST + later // 2
        points = self.profile.points if self.profile else 1
        strategy = PORTFOLIO[turn % len(PORTFOLIO)]
        return Plan(seed=seed, strategy=strategy, weights=self.weights, points=points, trace=trace)

    def directed(self, index: int) -> tuple[Preemption, ...]:
        """The preemptions of the directed search: each place by itself, then pairs of places; empty after the last."""
        if index < len(self.places):
            return (self.places[index],)
        index -= len(self.places)
        return self.pairs[index] if index < len(self.pairs) else ()

    def places_tried(self, seeds: int) -> int:
        """How many of the places have been tried by so many seeds."""
        return min(len(self.places), max(0, (seeds - SWEEP + 1) // 2))

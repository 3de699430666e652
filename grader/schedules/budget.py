"""How much is tried: a number of schedules, and the time that they may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.schedules.plans import ORDER_SEEDS

SCHEDULES, SECONDS = 60, 2.0
THOROUGH = 20
CROWDED = 5.0
PATIENT_SECONDS = 1.0
"""Who asks for a number of schedules means it: they get more time each than those of spawned children or a manager
usually take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much is tried; whichever is used up first ends the search."""

    schedules: int = SCHEDULES
    seconds: float = SECONDS
    """Of processor time: so much is tried on a crowded machine as well."""
    replay: int | None = None
    """Only the schedule of this seed."""
    only_orders: bool = False
    """Only the natural order and those that turn it round, for what time decides, and not who comes first."""

    @property
    def seeds(self) -> Sequence[int]:
        """The seeds that are tried. For a replay the profile first: what a seed means follows from it."""
        if self.replay is not None:
            return (0, self.replay) if self.replay else (0,)
        return ORDER_SEEDS[: self.schedules] if self.only_orders else range(self.schedules)

    @property
    def wall_seconds(self) -> float:
        """How long it may take on the clock, however crowded the machine is."""
        return self.seconds * CROWDED


def budget_of(
    schedules: int | None = None, *, usual: int | None = None, thorough: bool = False, replay: int | None = None
) -> Budget:
    """The budget that somebody asks for, or else the `usual` one, of an exercise; `thorough` is 20 times as much."""
    number = (schedules or usual or SCHEDULES) * (THOROUGH if thorough else 1)
    asked = schedules is not None or thorough
    return Budget(schedules=number, seconds=number * PATIENT_SECONDS if asked else SECONDS, replay=replay)

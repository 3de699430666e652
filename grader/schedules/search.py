"""The search: which schedules are tried, when it stops, and what a failure has to stand before it counts.

A failure counts only if the same schedule fails again, by itself. Then the schedule is shrunk: the fewest switches
under which the program still fails.

What holds under all schedules is then *stirred* for a little: run with real concurrency, which the schedules are not.
Such a run cannot be had again, so a failure counts only if another run fails as well; and a run that is not over soon
says nothing, since what it does may be for want of time. Where no schedule says anything, stirring takes their place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, repeat

from grader.model import Ending, Evidence
from grader.schedules.budget import Budget
from grader.schedules.places import switches
from grader.schedules.plans import STIRRED, Plan, Planner

Perform = Callable[[Sequence[Plan]], tuple[Evidence, ...]]
"""Performs plans in one sandboxed run; gives the records of those that there was time for."""
Judge = Callable[[Evidence], BaseException | None]
"""What speaks against a run; None if nothing does."""
BATCHES = (4, 8, 16, 32)
MOST_TRIES = 40
"""Schedules that shrinking may cost: a number, so that the same failure is shrunk to the same run again."""
SHRINKING_SECONDS = 5.0
STIRRED_SHARE = 10
"""For so many schedules one run is stirred."""
MORE_STIRRED, STIRRED_TOGETHER = 30, 10
"""Runs in which a failure that was stirred up has to be seen again, and how many of them are performed at once."""
_OURS = (Ending.SANDBOX_FAILED, Ending.TAMPERED)


@dataclass(slots=True)
class Findings:
    """What a search came to."""

    records: list[Evidence] = field(default_factory=list)
    """Of everything that was tried and says something."""
    planner: Planner = field(default_factory=Planner)
    tried: int = 0
    cpu_seconds: float = 0.0
    doubts: list[str] = field(default_factory=list)
    """Why each of the schedules that say nothing does so."""
    failing: Evidence | None = None
    """A run that failed, and failed again, shrunk."""
    error: BaseException | None = None
    """What speaks against it."""
    seed: int | None = None
    """Of the schedule that failed; None for a failure that was stirred up."""
    stirred: int = 0
    """How many runs were stirred, and said something."""
    stirred_failures: int = 0
    broken: Evidence | None = None
    """A run that could not be judged at all: our fault, or tampered with."""


class Search:
    """Looks for a schedule under which the program fails."""

    def __init__(self, perform: Perform, judge: Judge, budget: Budget, *, stirs: bool = False) -> None:
        self._perform, self._judge, self._budget = perform, judge, budget
        self._stirs = stirs and budget.replay is None
        self._found = Findings()

    def run(self) -> Findings:
        """Search until something fails, or the budget is used up."""
        for _ in self.steps():
            pass
        if self._stirs and not self._over():
            self._stir()
        return self._found

    def steps(self) -> Iterator[Findings]:
        """The same search, a batch of schedules at a time: what was found so far, after each of them."""
        until = time.monotonic() + self._budget.wall_seconds
        seeds = iter(self._budget.seeds)
        for size in (*BATCHES, *repeat(BATCHES[-1], self._budget.schedules)):
            batch = list(islice(seeds, min(size, self._affordable()) if self._budget.replay is None else 1))
            if not batch or self._over() or (self._found.tried and time.monotonic() > until):
                break
            self._try([self._found.planner.plan(seed) for seed in batch])
            yield self._found

    def _affordable(self) -> int:
        """How many more schedules the budget's time allows, if they cost as much as those before."""
        used, left = self._found.cpu_seconds, self._budget.seconds - self._found.cpu_seconds
        return max(0, int(left * self._found.tried / used)) if used else self._budget.schedules

    def _over(self) -> bool:
        return self._found.failing is not None or self._found.broken is not None

    def _try(self, plans: Sequence[Plan]) -> None:
        found = self._found
        for plan, record in zip(plans, self._perform(plans), strict=False):
            found.tried += 1
            found.cpu_seconds += record.cpu_seconds
            if record.ending in _OURS:
                found.broken = record
                return
            schedule = record.schedule
            if schedule is None or schedule.problem:
                found.doubts.append(schedule.problem if schedule else record.sentence)
                continue
            found.records.append(record)
            if found.planner.profile is None and plan.seed == 0 and schedule.steps:
                found.planner = Planner.for_profile(schedule)
            if self._judge(record) is not None:
                self._confirm(plan)
                if self._over():
                    return

    def _confirm(self, plan: Plan) -> None:
        """A failure counts if the same schedule fails once more, in a run of its own."""
        again = self._fails(replace(plan, trace=True))
        if again is None:
            self._found.doubts.append("it failed once, and not again")
            self._found.records.pop()
            return
        self._found.seed = plan.seed
        self._found.failing = self._shrunk(again)
        self._found.error = self._judge(self._found.failing)

    def _fails(self, *plans: Plan) -> Evidence | None:
        """The record of the first of these plans that fails, and can be judged."""
        for record in self._perform(plans):
            judgeable = record.schedule is not None and not record.schedule.problem and record.ending not in _OURS
            if judgeable and self._judge(record) is not None:
                return record
        return None

    # ------------------------------------------------------------------------------------------ stirring

    def _stir(self) -> None:
        """Run it freely for a while; a failure counts if it is not the only one."""
        found = self._found
        number = found.tried // STIRRED_SHARE if found.records else len(self._budget.seeds)
        if number:
            self._perform_stirred(0, number)
        for first in range(number, number + MORE_STIRRED, STIRRED_TOGETHER):
            if found.stirred_failures == 1:
                self._perform_stirred(first, STIRRED_TOGETHER)
        if found.stirred_failures == 1:
            found.doubts.append("it failed once when it was stirred, and not again")
            found.failing = found.error = None

    def _perform_stirred(self, first: int, number: int) -> None:
        """Perform these until something has failed twice."""
        found = self._found
        plans = [Plan(seed=seed, strategy=STIRRED) for seed in range(first, first + number)]
        for record in self._perform(plans):
            if record.ending in _OURS:
                found.broken = record
            if record.ending in _OURS or found.stirred_failures > 1:
                return
            if record.schedule is None or record.schedule.problem:
                continue
            found.stirred += 1
            if (error := self._judge(record)) is not None:
                found.stirred_failures += 1
                found.failing, found.error = record, error

    # ------------------------------------------------------------------------------------------ shrinking

    def _shrunk(self, failing: Evidence) -> Evidence:
        """The same failure with as few switches as can be found soon (Zeller's delta debugging, by halves)."""
        pieces = 2
        until = time.monotonic() + SHRINKING_SECONDS
        tries = MOST_TRIES
        while tries > 0 and time.monotonic() < until:
            script = switches(failing.schedule.steps if failing.schedule else ())
            forced = {each for each in script if self._is_forced(failing, each)}
            chosen = [each for each in script if each not in forced]
            if not chosen:
                break
            plans = self._without_pieces(failing, script, chosen, pieces)[:tries]
            tries -= len(plans)
            smaller = self._fails(*plans)
            if smaller is not None and _switches(smaller) < _switches(failing):
                failing, pieces = smaller, 2
            elif pieces >= len(chosen):
                break
            else:
                pieces = min(len(chosen), pieces * 2)
        return failing

    def _without_pieces(
        self, failing: Evidence, script: Sequence[tuple[str, int, str]], chosen: list[tuple[str, int, str]], pieces: int
    ) -> list[Plan]:
        """Scripts that lack one piece each of the switches that nobody was forced to."""
        size = -(-len(chosen) // min(pieces, len(chosen)))
        left_out = [set(chosen[start : start + size]) for start in range(0, len(chosen), size)]
        seed = failing.schedule.seed if failing.schedule else 0
        return [
            Plan(seed=seed, strategy="scripted", switches=tuple(s for s in script if s not in piece), trace=True)
            for piece in ([set(chosen)] if pieces == 2 else []) + left_out
        ]

    def _is_forced(self, record: Evidence, switch: tuple[str, int, str]) -> bool:
        who, number, _ = switch
        steps = record.schedule.steps if record.schedule else ()
        return any(
            step.who == who and step.number == number and (step.blocked or step.operation == "exit") for step in steps
        )


def judged_again(record: Evidence, judge: Judge) -> Findings:
    """What the record of an earlier search comes to: that of the run that failed, or else of one that held."""
    if record.ending in _OURS:
        return Findings(broken=record)
    if (error := judge(record)) is None:
        return Findings(records=[record])
    can_come_again = record.schedule is not None and record.schedule.strategy != STIRRED
    seed = record.schedule.seed if record.schedule is not None and can_come_again else None
    return Findings(records=[record], failing=record, error=error, seed=seed)


def _switches(record: Evidence) -> int:
    return record.schedule.switches if record.schedule else 0

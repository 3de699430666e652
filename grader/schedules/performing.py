"""Performing plans: one sandboxed run for many of them, or a few runs at once, and their records taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from grader.model import Evidence, Json
from grader.sandbox.door import Job
from grader.schedules.budget import Budget
from grader.schedules.plans import Plan
from grader.schedules.splitting import split

MOST_SECONDS = 4.0
"""How long one schedule may take on the clock; most take some milliseconds, as sleeping takes no time, but the machine
may be crowded."""
SPARE_SECONDS = 5.0


def performer(
    run: Callable[[Job], Evidence], job: Job, budget: Budget, *, most_seconds: float = MOST_SECONDS, at_once: int = 1
) -> Callable[[Sequence[Plan]], tuple[Evidence, ...]]:
    """Give what performs plans for the job, with the records of each as its result.

    The plans are shared out among `at_once` runs, each of which keeps to one processor.
    """
    limits = job.limits
    seconds = budget.wall_seconds + most_seconds + SPARE_SECONDS
    patient = replace(limits, wall_seconds=seconds, cpu_seconds=limits.cpu_seconds + seconds)
    times = {"seconds": budget.seconds, "wall_seconds": budget.wall_seconds, "most_seconds": most_seconds}

    def perform(plans: Sequence[Plan]) -> tuple[Evidence, ...]:
        order: dict[str, Json] = {**times, "fetch": list(job.fetch), "plans": [plan.to_json() for plan in plans]}
        request: dict[str, Any] = {**(job.request or {}), "repeat": len(plans), "schedules": order}
        # Who stands still under a schedule is the scheduler's to say, and it holds everybody up all the time.
        record = run(replace(job, request=request, limits=patient, ends_when_stuck=False))
        if record.schedule is not None or not record.returns:  # a record of one schedule; or nothing to take apart
            return (record,)
        return tuple(replace(each, limits=limits) for each in split(record))

    def shared_out(plans: Sequence[Plan]) -> tuple[Evidence, ...]:
        shares = _shares(plans, at_once)
        if len(shares) < 2:
            return perform(plans)
        with ThreadPoolExecutor(len(shares)) as threads:
            return _unbroken(shares, tuple(threads.map(perform, shares)))

    return shared_out


def _shares(plans: Sequence[Plan], number: int) -> list[Sequence[Plan]]:
    """The plans in so many pieces of nearly equal length, in order."""
    size = max(1, -(-len(plans) // number))
    return [plans[start : start + size] for start in range(0, len(plans), size)]


def _unbroken(shares: Sequence[Sequence[Plan]], records: Sequence[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    """The records up to the first plan that has none, for want of time: a result belongs to a plan by its place."""
    kept: list[Evidence] = []
    for share, its in zip(shares, records, strict=True):
        kept += its
        if len(its) < len(share):
            break
    return tuple(kept)

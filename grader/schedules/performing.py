"""Performing plans: one sandboxed run for many of them, and its record taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    run: Callable[[Job], Evidence], job: Job, budget: Budget, *, most_seconds: float = MOST_SECONDS
) -> Callable[[Sequence[Plan]], tuple[Evidence, ...]]:
    """Give what performs plans for the job: by one run for all of them, with the records of each as its result."""
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

    return perform

"""The steps of a failing run that matter: marked, so that a picture can say why it failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.model import Evidence, Step

LOST = "this update is lost"
STALE = "this was read before somebody else's write"
OVERWRITES = "this is made from an old value, and overwrites {who}'s update"
STUCK = "waits for ever"


def with_marks(record: Evidence) -> Evidence:
    """Give the record with the steps of its schedule marked."""
    schedule = record.schedule
    return record if schedule is None else replace(record, schedule=replace(schedule, steps=marked(schedule.steps)))


def without_steps(record: Evidence) -> Evidence:
    """Give the record without the steps of its schedule: those of a run that did not fail interest nobody."""
    schedule = record.schedule
    return record if schedule is None else replace(record, schedule=replace(schedule, steps=()))


def marked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Mark lost updates, and the steps at which somebody waits for ever.

    An update is lost when somebody reads a thing, another writes it, and then the first writes it without having read
    it again.
    """
    marks = {**_lost_updates(steps), **_for_ever(steps)}
    return tuple(replace(step, marked=marks[at]) if at in marks else step for at, step in enumerate(steps))


def _lost_updates(steps: Sequence[Step]) -> dict[int, str]:
    read: dict[tuple[str, str], int] = {}
    last_write: dict[str, int] = {}
    marks: dict[int, str] = {}
    for at, step in enumerate(steps):
        key = (step.who, step.thing)
        if step.operation == "read" and not step.blocked:
            read[key] = at
        elif step.operation == "write" and step.thing:
            seen, other = read.pop(key, None), last_write.get(step.thing)
            if seen is not None and other is not None and other > seen and steps[other].who != step.who:
                marks[seen] = STALE
                marks[other] = LOST
                marks[at] = OVERWRITES.format(who=steps[other].who)
            last_write[step.thing] = at
    return marks


def _for_ever(steps: Sequence[Step]) -> dict[int, str]:
    """Who is blocked at its last step waits for ever."""
    last = {step.who: at for at, step in enumerate(steps)}
    return {at: STUCK for at in last.values() if steps[at].blocked}

"""What a search came to, in numbers and in one honest sentence."""

from __future__ import annotations

from collections import Counter
from statistics import median

from grader.model import Exploration
from grader.schedules.plans import PORTFOLIO
from grader.schedules.search import Findings
from grader.sentences import count

CONFIDENCE_RUNS = 3.0
"""No failure in n independent runs: with 95 % confidence a share of less than 3 / n fails (the rule of three)."""


def exploration(call: str, found: Findings) -> Exploration:
    """Sum a search up."""
    schedules = [record.schedule for record in found.records if record.schedule is not None]
    seen = {schedule.behaviour for schedule in schedules}
    chance = Counter(schedule.behaviour for schedule in schedules if schedule.strategy in PORTFOLIO)
    places = len(found.planner.places)
    tried = found.planner.places_tried(found.tried)
    points = int(median(schedule.points for schedule in schedules)) if schedules else 0
    processes = max((_processes(record) for record in found.records), default=0)
    return Exploration(
        call=call,
        schedules=found.tried,
        failed=int(found.failing is not None),
        inconclusive=len(found.doubts),
        points=points,
        processes=processes,
        places=places,
        places_tried=tried,
        behaviours=len(seen),
        stirred=found.stirred,
        seed=found.seed,
        sentence=_sentence(found, len(seen), chance, points, processes, tried, places),
    )


def _processes(record: object) -> int:
    lives = getattr(record, "processes", ())
    return sum(not life.is_service for life in lives)


def _sentence(
    found: Findings, seen: int, chance: Counter[str], points: int, processes: int, tried: int, places: int
) -> str:
    searched = f"{count(found.tried, 'schedule')} of about {points} points, {count(processes, 'process')}"
    doubts = f"; {len(found.doubts)} of them said nothing ({found.doubts[0]})" if found.doubts else ""
    if found.seed is not None:
        return f"{searched}: schedule {found.seed} fails, and fails again{doubts}"
    if not seen:
        why = f" ({found.doubts[0]})" if found.doubts else ""
        return f"{count(found.tried, 'schedule')}: none of them could be controlled{why}{_stirred(found, instead=True)}"
    swept = (
        f"{tried} of {places} places where one preemption could matter were tried" if places else "nothing is shared"
    )
    return f"{searched}, all held{doubts}; {swept}; {count(seen, 'behaviour')} seen{_odds(chance)}{_stirred(found)}"


def _stirred(found: Findings, *, instead: bool = False) -> str:
    """What was seen with real concurrency, beside the schedules or instead of them."""
    if not found.stirred:
        return ", so this says nothing" if instead else ""
    runs = f"; {'instead ' * instead}{count(found.stirred, 'run')} with real concurrency, stirred at the same points"
    return f"{runs}: {found.stirred_failures} of them fail" if found.failing else f"{runs}: all held"


def _odds(chance: Counter[str]) -> str:
    """What the random schedules say about others like them."""
    runs = sum(chance.values())
    if not runs:
        return ""
    unseen = sum(number == 1 for number in chance.values()) / runs  # Good and Turing: the share of what is yet unseen
    most = min(1.0, CONFIDENCE_RUNS / runs)
    return f"; of random schedules about {unseen:.0%} would show a new one, and less than {most:.0%} fail"

"""A grade while its checks are being decided: what a platform is given in case that its time limit comes first."""

from __future__ import annotations

from collections.abc import Callable

from grader.model import CheckResult, Exercise, Grade, Level, Verdict
from grader.suite.events import Collected, Decided, Event, Held, Planned

NOT_REACHED = "was not looked at before this was written"
UNFINISHED = "The grading was not over when this was written: it may have come to the platform's time limit."


class AsItGoes:
    """Takes the events of a grading, and hands on the grade so far whenever a check was decided."""

    def __init__(self, exercise: Exercise, digest: str, write: Callable[[Grade, str], None]) -> None:
        self._exercise, self._digest, self._write = exercise, digest, write
        self._planned: tuple[Planned, ...] = ()
        self._decided: dict[str, CheckResult] = {}
        self._level = Level.WATCHED

    def __call__(self, event: Event) -> None:
        """Take in what an event says."""
        match event:
            case Collected(checks):
                self._planned = checks
            case Held(level):
                self._level = level
            case Decided(check):
                self._decided[check.name] = check
                self._write(self._so_far(), UNFINISHED)
            case _:
                pass

    def _so_far(self) -> Grade:
        """Give the checks in order; those that were not reached yet count as not passed."""
        return Grade(
            exercise=self._exercise.name,
            title=self._exercise.title,
            submission=self._digest,
            seed=0,
            level=self._level,
            checks=tuple(self._decided.get(plan.name) or _not_reached(plan) for plan in self._planned),
        )


def _not_reached(plan: Planned) -> CheckResult:
    return CheckResult(
        name=plan.name, promise=plan.promise, points=plan.points, verdict=Verdict.SKIPPED, seen=NOT_REACHED
    )

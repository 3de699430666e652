"""The story on one page: run the hidden suite on a submission, and get a grade.

    request ──▶ runner (a process of its own: pytest and the sandbox) ──▶ events, a line each ──▶ Grade

The caller never holds pytest, the suite or the submission's code. What was decided stays decided: if the runner dies,
falls silent or writes rubbish, the checks that are left are unknown, with the reason, and nobody loses points.
However `grade` is left, the runner ends, and with it everything that it started.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Protocol

import grader
from grader.course import suite_folder
from grader.errors import SuiteError
from grader.model import CheckResult, Evidence, Exercise, Grade, Level, Verdict, signal_name
from grader.processes import take_runner
from grader.schedules import Budget, budget_of
from grader.sentences import one_line
from grader.submission import Submission
from grader.suite.events import Collected, Decided, Done, Event, Held, Planned, Problem, from_line
from grader.suite.request import Request, to_text

SEEDS = 10**9
SILENCE_SECONDS = 30.0
"""How long the runner may say nothing, beyond the longest time that a check may take."""
Records = Mapping[str, tuple[Evidence, ...]]


class Told(Protocol):
    """Whoever runs the hidden suite and tells its events: a `processes.Runner`, or one that was forked."""

    @property
    def events(self) -> int:
        """The descriptor from which its events can be read."""

    def status(self) -> int | None:
        """Its exit status, negative for a signal, once it has said its last; None if it lives on."""

    def last_words(self) -> str:
        """The last line of what it printed besides."""


Start = Callable[[Request], AbstractContextManager[Told]]
"""Gives somebody who runs the suite that a request asks for, and ends them with the block."""


def grade(
    exercise: Exercise,
    submission: Submission,
    *,
    level: Level | None = None,
    seed: int | None = None,
    at_once: int = 1,
    feedback: str = "full",
    replay: Records | None = None,
    budget: Budget | None = None,
    checks: Sequence[str] = (),
    on_event: Callable[[Event], None] = lambda _event: None,
    start: Start | None = None,
    wanted_until: int | None = None,
) -> Grade:
    """Judge a submission by an exercise's hidden suite.

    `level` None takes the strongest that works; `seed` None takes a new one; `at_once` is how many checks are looked at
    side by side; `feedback` is `full`, or `promise` to leave out expected and got; `replay` judges records of an
    earlier grade, by check, and runs nothing; `budget` says how many schedules are tried where a check explores them,
    if not as many as the exercise says. `checks` are the names of those that are looked at, with those that they wait
    for; all if none is named. `on_event` is told each event as it comes. `start` runs the suite in another way than by
    a process started for it. `wanted_until` is a descriptor that can be read from once nobody wants the grade any more:
    then BrokenPipeError is raised.
    """
    began = time.monotonic()
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    tally = Tally()
    request = Request.for_files(
        submission.files,
        suite=str(suite_folder(exercise)),
        hidden=_hidden_folders(exercise),
        module=exercise.slug,
        limits=exercise.limits,
        level=level,
        checks=tuple(checks),
        seed=seed,
        at_once=at_once,
        replay=replay,
        budget=budget or budget_of(usual=exercise.schedules),
        **({} if budget is None else {"check_seconds": Request.check_seconds_for(budget)}),
    )
    with closing(_events_of(request, tally, start or fresh_runner, wanted_until)) as events:
        for event in events:
            shown = _without_detail(event) if feedback == "promise" else event
            tally.take(shown)
            on_event(shown)
    return Grade(
        exercise=exercise.name,
        title=exercise.title,
        submission=submission.digest,
        seed=seed,
        level=tally.level if tally.level is not None else level or Level.WATCHED,
        checks=tally.checks,
        problem=tally.problem,
        seconds=round(time.monotonic() - began, 3),
        version=grader.__version__,
    )


def refused(exercise: Exercise, problem: str, **settings: Any) -> Grade:
    """Give the grade of a submission that cannot be read: every check has failed for that one reason; nothing is run.

    `settings` are those of `grade`. If the suite cannot be read either, that is what the grade says: our fault.
    """
    result = grade(exercise, Submission({}), **{**settings, "replay": {}})
    checks = tuple(
        CheckResult(name=check.name, promise=check.promise, points=check.points, verdict=Verdict.FAILED, seen=problem)
        for check in result.checks
    )
    return replace(result, checks=checks, problem=problem) if checks else result


def records_of(grade: Grade) -> Records:
    """Give the records of a grade as `grade(replay=…)` takes them."""
    return {check.name: check.evidence for check in grade.checks}


@dataclass(slots=True)
class Tally:
    """What the events have said so far."""

    planned: tuple[Planned, ...] = ()
    decided: dict[str, CheckResult] = field(default_factory=dict)
    level: Level | None = None
    problem: str = ""
    broken: str = "it was never decided"
    """Why the rest could not be judged."""

    def take(self, event: Event) -> None:
        """Take in what an event says."""
        match event:
            case Collected(checks):
                self.planned = checks
            case Decided(check):
                self.decided[check.name] = check
            case Held(level):
                self.level = level
            case Problem(text):
                self.problem = self.problem or text
            case _:
                pass

    def end_early(self, reason: str) -> None:
        """The runner is gone before its time."""
        self.broken = reason
        if not self.planned:
            self.problem = self.problem or reason

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """All checks in the order of the suite; those that were not decided are unknown."""
        return tuple(self.decided.get(plan.name) or self._unknown(plan) for plan in self.planned)

    def _unknown(self, plan: Planned) -> CheckResult:
        seen = f"could not be judged, which is our fault: {self.problem or self.broken}"
        return CheckResult(name=plan.name, promise=plan.promise, points=plan.points, verdict=Verdict.UNKNOWN, seen=seen)


def _hidden_folders(exercise: Exercise) -> tuple[str, ...]:
    """The exercises with their suites, and the solutions where the layout of a course has them."""
    exercises = Path(exercise.folder).parent
    return str(exercises), str(exercises.parent / "solutions")


def _without_detail(event: Event) -> Event:
    return Decided(replace(event.check, detail="")) if isinstance(event, Decided) else event


# ------------------------------------------------------------------------------------------- the runner


def _events_of(request: Request, tally: Tally, start: Start, wanted_until: int | None) -> Generator[Event, None, None]:
    """Start the runner and give its events; if they end before the last one, tell the tally why."""
    try:
        with start(request) as runner:
            for line in _lines(runner, request.check_seconds + SILENCE_SECONDS, wanted_until):
                event = from_line(line)
                yield event
                if isinstance(event, Done):
                    return
            raise SuiteError(_how_it_died(runner))
    except SuiteError as error:
        tally.end_early(error.message)


@contextmanager
def fresh_runner(request: Request) -> Iterator[Told]:
    """Give a runner that has its request, and end it with the block."""
    runner = take_runner(sandbox=request.replay is None)
    try:
        runner.ask(to_text(request))
        yield runner
    finally:
        runner.end()


def _lines(runner: Told, silence_seconds: float, wanted_until: int | None) -> Iterator[bytes]:
    """Give the lines that the runner writes, until it ends. Raises SuiteError when it falls silent."""
    rest = b""
    with DefaultSelector() as selector:
        selector.register(runner.events, EVENT_READ)
        if wanted_until is not None:
            selector.register(wanted_until, EVENT_READ)
        while ready := selector.select(silence_seconds):
            if any(key.fd == wanted_until for key, _ in ready):
                raise BrokenPipeError("nobody wants the grade any more")
            piece = os.read(runner.events, 1 << 20)
            if not piece:
                return
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
    raise SuiteError(f"the runner of the hidden suite said nothing for {silence_seconds:g} s")


def _how_it_died(runner: Told) -> str:
    status, said = runner.status(), runner.last_words()
    how = f"was ended by {signal_name(-status)}" if status and status < 0 else f"ended early with status {status}"
    return f"the runner of the hidden suite {how}" + (f": {one_line(said)}" if said else "")

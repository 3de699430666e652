"""What a result may be when the order may change it: whatever a reference comes to under the same scheduler.

    LEGAL = outcomes_of(Path(__file__).with_name("reference.py"))
    student.explore("merge", streams=[[1], [2]], start_method="fork").all_in(LEGAL)

The reference makes the same call, in the sandbox, under schedules of its own; it is asked for more of them as long as
the student's program has an outcome that it has not shown yet. So what the reference has shown is legal for certain.
What it has not shown is wrong only with high probability, since its schedules are a sample. Therefore it counts as
wrong only after `TIMES` times as many schedules as the student's program took to show it, and no fewer than `FEWEST`;
and only if the reference has shown each of its outcomes more than once, because one that was seen once says that there
are others that were not seen at all (I. J. Good, Biometrika 40, 1953). Otherwise nothing is decided.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.errors import CourseError
from grader.languages import LANGUAGES
from grader.model import Evidence
from grader.sandbox.door import Job, Sandbox
from grader.schedules import Budget, Findings, Search, performer
from grader.sentences import count
from grader.suite.facts import PromiseError, UndecidedError, as_text
from grader.suite.run import Run

TIMES, FEWEST = 20, 300
"""Had the reference the outcome as often as the student's program, it would have been this one that showed it first in
at most 1 of `TIMES` + 1 cases."""
SECONDS, SECONDS_EACH = 20.0, 0.1
"""Of processor time for the reference: at least, and for each schedule that the student's program may have."""
SHOWN = 6

Outcome = Callable[[Run], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legal:
    """The outcomes of a reference, which are the legal ones."""

    source: bytes
    outcome: Outcome


def outcomes_of(reference: Path | str, *, outcome: Outcome = lambda run: run.value) -> Legal:
    """The outcomes of a reference, for `Runs.all_in`.

    `reference` is a file in the hidden folder, or the source itself: a module with the function that is called, which
    comes to each of the legal outcomes under some schedule. `outcome` says what of a run counts, if that is not simply
    its value; outcomes are compared by `==`. Raises CourseError if the file cannot be read.
    """
    if isinstance(reference, str):
        if "\n" not in reference:
            raise CourseError(f"{reference!r} is no source of a reference; a file is named by a Path")
        return Legal(source=reference.encode(), outcome=outcome)
    try:
        return Legal(source=reference.read_bytes(), outcome=outcome)
    except OSError as error:
        raise CourseError(f"{reference}: the reference cannot be read: {error.strerror}") from None


class Reference:
    """The reference in the place of the student's program, for one call: it shows outcomes as they are asked for."""

    def __init__(self, outcome: Outcome, search: Search) -> None:
        self._outcome = outcome
        self._search: Iterator[Findings] = search.steps()
        self._seen: list[list[Any]] = []
        """Each outcome, and how often it was seen."""
        self.schedules = 0
        """How many have said what the reference comes to."""
        self.undecided = False
        """Whether the student's program had an outcome of which nobody can say whether it is legal."""

    @property
    def sentence(self) -> str:
        """What it has shown."""
        return f"the reference has {count(len(self._seen), 'outcome')} under {count(self.schedules, 'schedule')}"

    def allows(self, run: Run) -> None:
        """Claim that the run has a legal outcome. Raises UndecidedError if the reference itself does not work."""
        run.last_return()
        outcome = self._outcome(run)
        schedule = run.evidence.schedule
        enough = max(FEWEST, TIMES * (schedule.seed + 1 if schedule else 1))
        while not self._has_shown(outcome) and not self._is_sure(enough):
            if not self._go_on():
                self.undecided = True
                return
        if not self._has_shown(outcome):
            raise self._wrong(outcome)

    def _has_shown(self, outcome: Any) -> bool:
        return any(known == outcome for known, _ in self._seen)

    def _is_sure(self, enough: int) -> bool:
        return self.schedules >= enough and all(often > 1 for _, often in self._seen)

    def _go_on(self) -> bool:
        """Perform some more schedules, if there are any left."""
        found = next(self._search, None) if sys.platform == "linux" else Findings()
        if found is None:
            return False
        if found.broken is not None:
            raise UndecidedError(f"the reference {found.broken.sentence}")
        for record in found.records[self.schedules :]:
            self._take(record)
        if not found.records:
            raise UndecidedError(": ".join(["the schedules of the reference cannot be explored", *found.doubts[:1]]))
        return True

    def _take(self, record: Evidence) -> None:
        self.schedules += 1
        run = Run(record)
        try:
            run.last_return()
            outcome = self._outcome(run)
        except AssertionError as error:
            seed = record.schedule.seed if record.schedule else 0
            raise UndecidedError(f"the reference itself fails under schedule {seed}: {error}") from None
        for each in self._seen:
            if each[0] == outcome:
                each[1] += 1
                return
        self._seen.append([outcome, 1])

    def _wrong(self, outcome: Any) -> PromiseError:
        some = "; ".join(as_text(known) for known, _ in self._seen[:SHOWN])
        return PromiseError(
            f"under one schedule of the processes, the outcome is none of the right ones: {self.sentence}, each of "
            "them more than once, and never this one",
            detail=f"it was {as_text(outcome)}; the reference has {some}{' …' * (len(self._seen) > SHOWN)}",
        )


def in_its_place(legal: Legal, sandbox: Sandbox, job: Job, budget: Budget) -> Reference:
    """The reference for a job of a student's program, which has this budget; nothing of the student's is beside it."""
    language = next(each for each in LANGUAGES if each.name == job.driver)
    module = (job.request or {})["module"]
    files = {**language.supplied_files, f"{module}{language.suffix}": legal.source}
    own = Budget(schedules=max(FEWEST, TIMES * budget.schedules), seconds=max(SECONDS, SECONDS_EACH * budget.schedules))
    perform = performer(sandbox.run, replace(job, files=files, call=f"{job.call}  # by the reference"), own)
    return Reference(legal.outcome, Search(perform, lambda _record: None, own))

"""What `student.explore(...)` gives: one call under many schedules, and claims about all of them.

Nothing is run before a claim is made: the search stops at the first schedule under which it does not hold.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from grader.model import Evidence, Exploration
from grader.sandbox.door import Job, Sandbox
from grader.schedules import Budget, Findings, Search, exploration, judged_again, performer, with_marks, without_steps
from grader.suite.facts import PromiseError, UndecidedError
from grader.suite.outcomes import Legal, in_its_place
from grader.suite.run import Run

Claim = Callable[[Run], "bool | None"]
UNDER_A_SCHEDULE = "under one schedule of the processes, the call does not do what is promised"


class Runs:
    """One call under as many schedules as the budget allows."""

    def __init__(
        self,
        sandbox: Sandbox,
        job: Job,
        budget: Budget,
        *,
        runs: list[Run],
        explorations: list[Exploration],
        at_once: int = 1,
    ) -> None:
        self._sandbox, self._job, self._budget = sandbox, job, budget
        self._runs, self._explorations = runs, explorations
        self._at_once = at_once
        self._rests_on_processes = False

    def all_satisfy(self, claim: Claim) -> None:
        """Whatever the schedule, the claim holds: it gives True, or raises no AssertionError.

        A run in which nobody could ever go on, or in which the call raised, fails a claim that asks for its value.
        """
        self._all_satisfy(claim, stirs=True)

    def _all_satisfy(self, claim: Claim, *, stirs: bool) -> None:
        found = self._search(claim, stirs=stirs)
        if not self._sandbox.replays:
            self._explorations.append(exploration(self._job.call, found))
        unremarkable = without_steps(found.records[0]) if found.records else None
        shown = found.broken or found.failing or unremarkable or self._sandbox.run(self._job)
        self._show(with_marks(shown))
        if found.failing is not None and found.error is not None:
            raise found.error if shown.schedule is None else self._failure(found.error, found)
        if not found.records and (error := self._against(claim, shown)) is not None:
            raise error  # no schedule said anything: the call as it is has to do

    def all_in(self, legal: Legal) -> None:
        """Whatever the schedule, the outcome is one that the reference has under some schedule, too.

        Raises UndecidedError if nobody can say whether it is, and nothing else speaks against the program.
        """
        reference = in_its_place(legal, self._sandbox, self._job, self._budget)
        explored = len(self._explorations)
        try:
            self._all_satisfy(reference.allows, stirs=False)  # the reference is not stirred either
        finally:
            also = self._explorations[explored:]
            told = [replace(each, sentence=f"{each.sentence}; {reference.sentence}") for each in also]
            self._explorations[explored:] = told
        if reference.undecided:
            raise UndecidedError(
                f"one outcome is none that {reference.sentence}, which are too few to call it wrong; with less to do "
                "in the call there would be fewer of them"
            )

    def pass_rate(self, claim: Claim) -> float:
        """Under which share of the schedules that say anything the claim holds; 1 where none of them does.

        All of the budget is used, whatever fails.
        """
        if self._sandbox.replays:
            raise UndecidedError("of all the runs whose share counts, the record of one was kept")
        found = self._search(lambda _run: None)
        self._explorations.append(exploration(self._job.call, found))
        if found.broken is not None:
            self._show(found.broken)
        held = [self._against(claim, record) is None for record in found.records]
        for record in [record for record, good in zip(found.records, held, strict=True) if not good][:1]:
            self._show(with_marks(record))
        return sum(held) / len(held) if held else 1.0

    def _search(self, claim: Claim, *, stirs: bool = False) -> Findings:
        judge = partial(self._against, claim)
        if self._sandbox.replays:
            return judged_again(self._sandbox.run(self._job), judge)
        if sys.platform != "linux":
            return Findings()
        perform = performer(self._sandbox.run, self._job, self._budget, at_once=self._at_once)
        return Search(perform, judge, self._budget, stirs=stirs).run()

    def _against(self, claim: Claim, record: Evidence) -> AssertionError | None:
        """What speaks against a run; of one of many not what may be a process that was missed while looking."""
        missed = record.schedule is not None and not record.exact
        run = Run(record)
        try:
            if claim(run) in (True, None):
                return None
            run.last_return()
            raise PromiseError(UNDER_A_SCHEDULE, detail=f"it returned {json.dumps(run.evidence.returns[-1].value)}")
        except AssertionError as error:
            return None if missed and run.rests_on_processes else error
        finally:
            self._rests_on_processes |= run.rests_on_processes

    def _show(self, record: Evidence) -> None:
        """Keep the record of a run for the check; what a claim has asked of one run it has asked of all."""
        self._runs.append(Run(record))
        self._runs[-1].rests_on_processes |= self._rests_on_processes

    def _failure(self, error: BaseException, found: Findings) -> AssertionError:
        seen = error.seen if isinstance(error, PromiseError) else str(error).partition("\nassert ")[0]
        detail = error.detail if isinstance(error, PromiseError) else ""
        shows = f"schedule {found.seed} shows it, each time: --replay {found.seed} -v"
        if found.seed is None:
            number = f"{found.stirred_failures} of {found.stirred} " if found.stirred else ""
            shows = f"{number}runs with real concurrency show it, by chance"
        return PromiseError(f"{seen}\n{shows}", detail=detail)

"""The pytest plugin of the runner's own process: tells each event of a grading.

The submission is loaded once, by itself, before any check. If that fails, no check is run, and every check has
failed for that one reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import GraderError
from grader.model import CheckResult, Ending, Evidence, Verdict
from grader.sentences import failure_line, one_line
from grader.suite.events import Collected, Decided, Done, Event, Held, Planned, Problem, Started, to_line
from grader.suite.plugin import planned
from grader.suite.request import Supply


class Teller:
    """Hands each event to `write`, as a line; `load` waits for the run that only loads the submission."""

    def __init__(self, write: Callable[[bytes], None], load: Callable[[], Evidence | None], supply: Supply) -> None:
        self._write = write
        self._load = load
        self._supply = supply
        self._plan: tuple[Planned, ...] = ()
        self._problem = ""

    def _tell(self, event: Event) -> None:
        self._write(to_line(event))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A suite that cannot be read is a problem of the whole."""
        if report.failed:
            self._problem = f"the hidden suite cannot be read: {_last_line(report.longreprtext)}"

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Say which checks there are."""
        try:
            self._plan = tuple(planned(item) for item in session.items)
        except ValueError as error:
            self._problem = f"the hidden suite cannot be used: {error}"
        if not self._plan:
            self._problem = self._problem or "the hidden suite has no checks"
        self._tell(Collected(self._plan))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """Run no check at all if there is a problem of the whole."""
        if not self._problem:
            self._look_at_loading()
        if self._problem:
            self._tell(Problem(self._problem))
            return True
        return None

    def _look_at_loading(self) -> None:
        try:
            record = self._load()
            self._tell(Held(self._supply.level))
        except GraderError as error:
            self._problem = "; ".join(filter(None, (error.message, error.hint)))
        else:
            if record is not None:
                self._judge_loading(record)

    def _judge_loading(self, record: Evidence) -> None:
        self._problem = loading_problem(record)
        ours = record.ending is Ending.SANDBOX_FAILED
        for check in self._plan if self._problem else ():
            result = CheckResult(
                name=check.name,
                promise=check.promise,
                points=check.points,
                verdict=Verdict.UNKNOWN if ours else Verdict.FAILED,
                seen=self._problem,
                evidence=(record,),
            )
            self._tell(Decided(result))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which check is being looked at."""
        self._tell(Started(nodeid.rpartition("::")[2]))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Pass on the line with what the judge decided, wherever it ran."""
        if decided := getattr(report, "grader_check", ""):
            self._write(decided.encode())

    def pytest_internalerror(self, excrepr: object) -> None:
        """Say why pytest itself broke, if it did."""
        self._tell(Problem(f"the hidden suite broke pytest: {_last_line(str(excrepr))}"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Say that nothing more will come."""
        self._tell(Done())


def loading_problem(record: Evidence) -> str:
    """Why the submission could not be loaded, in one line; empty if it could."""
    if record.returns and record.returns[0].failure is not None:
        return failure_line(record.returns[0].failure)
    if not record.returns:
        return f"while the file was being loaded, the program {record.sentence}"
    return ""


def _last_line(text: str) -> str:
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.strip()]
    return one_line(lines[-1] if lines else "no reason was given")

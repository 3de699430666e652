"""The pytest plugin that runs hidden tests. pytest itself is trusted here, and no student code is ever in it.

`Judge` is where the tests run: it gives them their `student`, and turns what became of them into a `CheckResult`,
which travels on pytest's own report to the `Teller`.

PYTEST_DONT_REWRITE: there is no assertion in here.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import pytest

from grader.model import CheckResult, Verdict
from grader.schedules import Budget
from grader.suite.ahead import Ahead, Begun
from grader.suite.events import Decided, Planned, to_line
from grader.suite.marks import marks_of, promise_of
from grader.suite.request import Supply
from grader.suite.student import Student
from grader.suite.verdicts import Judgement, judged


def planned(item: pytest.Item) -> Planned:
    """What is known of a check before it runs. Raises ValueError for a test that promises nothing."""
    function = function_of(item)
    try:
        return Planned(name=item.name, promise=promise_of(function), points=marks_of(function).points)
    except ValueError as error:
        raise ValueError(f"{item.name}: {error}") from None


def function_of(item: pytest.Item) -> object:
    """The test function behind an item."""
    return getattr(item, "function", None)


class Chosen:
    """Leaves out the checks that nobody wants: all are wanted if none is named."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the checks that were named, and those that they wait for, which stand above them."""
        wanted = set(self._names)
        for item in reversed(items):
            if bare_name(item) in wanted:
                wanted.update(marks_of(function_of(item)).after)
        if wanted:
            items[:] = [item for item in items if bare_name(item) in wanted]


@dataclass(slots=True)
class Trial:
    """What has happened in one test so far."""

    begun: Begun | None = None
    """The check, if it was begun ahead of pytest."""
    student: Student | None = None
    error: BaseException | None = None
    blocked: Judgement | None = None
    """Why the check is not looked at."""
    seconds: float = 0.0

    def note(self, call: pytest.CallInfo[None]) -> None:
        """Take in how one phase of the test ended; its first error is the one that counts."""
        ahead = self.begun is not None and call.when == "call"
        self.seconds += self.begun.seconds if self.begun is not None and ahead else call.duration
        if self.error is None and call.excinfo is not None:
            self.error = call.excinfo.value

    def result(self, item: pytest.Item) -> CheckResult:
        """What the test comes to."""
        runs = () if self.student is None else tuple(self.student.runs)
        records = tuple(run.evidence for run in runs)
        unsure = any(run.rests_on_processes and not run.evidence.exact for run in runs)
        judgement = self.blocked or judged(self.error, records, item.path, unsure=unsure)
        plan = planned(item)
        return CheckResult(
            name=plan.name,
            promise=plan.promise,
            points=plan.points,
            verdict=judgement.verdict,
            seen=judgement.seen,
            detail=judgement.detail,
            hint=marks_of(function_of(item)).hint if judgement.verdict is Verdict.FAILED else "",
            seconds=round(self.seconds, 4),
            cpu_seconds=0.0 if self.student is None else round(self.student.cpu_seconds, 3),
            evidence=records,
            explorations=() if self.student is None else tuple(self.student.explorations),
        )


TRIAL = pytest.StashKey[Trial]()


class Judge:
    """Runs tests and decides checks."""

    def __init__(self, supply: Supply, seed: int, budget: Budget, *, at_once: int = 1) -> None:
        self._supply = supply
        self._budget = budget
        self._seed = seed
        self._at_once = at_once
        self._decided: dict[str, list[CheckResult]] = {}
        self._ahead = Ahead(at_once - 1, self._student_of, self._is_blocked)

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Student:
        """The submission, as one check sees it."""
        trial: Trial = request.node.stash[TRIAL]
        trial.student = student = self._student_of(request.node) if trial.begun is None else trial.begun.student
        return student

    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Look at checks side by side from here on."""
        self._ahead.begin(session.items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Do not look at a check while one that it builds upon does not hold."""
        item.stash[TRIAL] = trial = Trial(begun=self._ahead.take(item))
        for name in marks_of(function_of(item)).after:
            trial.blocked = blocked_by(self._decided.get(name, []))
            if trial.blocked:
                pytest.skip(trial.blocked.seen)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Wait for a check that was begun ahead; leave any other to pytest."""
        begun = pyfuncitem.stash[TRIAL].begun
        if begun is None:
            return None
        begun.wait()
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Decide the check in the report of its last phase."""
        report = yield
        trial = item.stash[TRIAL]
        trial.note(call)
        if call.when == "teardown":
            result = trial.result(item)
            self._decided.setdefault(bare_name(item), []).append(result)
            report.grader_check = to_line(Decided(result)).decode()  # type: ignore[attr-defined]  # travels along
        return report

    def _student_of(self, item: pytest.Item) -> Student:
        return Student(
            self._supply.for_check(item.name),
            self._supply.assignment,
            seed=f"{self._seed}:{item.name}",
            budget=self._budget,
            at_once=self._at_once,
        )

    def _is_blocked(self, item: pytest.Item) -> bool:
        """Whether something that a check builds upon is known not to hold."""
        names = marks_of(function_of(item)).after
        return any(blocked_by(self._decided[name]) is not None for name in names if name in self._decided)


def bare_name(item: pytest.Item) -> str:
    """The name of an item's function, whatever its parameters."""
    return str(getattr(item, "originalname", item.name))


def blocked_by(results: Sequence[CheckResult]) -> Judgement | None:
    """Why a check that waits for these results is not looked at; our own failure costs nobody points."""
    failed = next((result for result in results if result.verdict is not Verdict.PASSED), None)
    if results and failed is None:
        return None
    promise = "another check" if failed is None else f"“{failed.promise.rstrip('.')}”"
    if failed is None or failed.verdict is Verdict.UNKNOWN:
        return Judgement(Verdict.UNKNOWN, f"could not be looked at, because {promise} could not be judged")
    return Judgement(Verdict.SKIPPED, f"is looked at once {promise} holds")

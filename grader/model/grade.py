"""The nouns of judging: what became of a check, and of a submission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from grader.model.course import Level
from grader.model.run import Evidence
from grader.model.schedule import Exploration


class Verdict(Enum):
    """What a check made of a run. `UNKNOWN` is our fault, and never costs points."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One promise of an exercise, and whether it held."""

    name: str
    """The test's function name, such as `test_every_item_arrives_once`."""
    promise: str
    points: float
    verdict: Verdict
    seen: str = ""
    """For a check that did not pass: what was seen, in a sentence or a few lines."""
    detail: str = ""
    """Expected and got, where the course's feedback policy lets the student see them."""
    hint: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    """Processor time of all programs that were run for it, also of those whose record is not kept."""
    evidence: tuple[Evidence, ...] = ()
    explorations: tuple[Exploration, ...] = ()
    """The searches through schedules that the check made."""

    @property
    def earned(self) -> float:
        """Points that this check gives."""
        return self.points if self.verdict is Verdict.PASSED else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A submission's checks, points and evidence for one exercise."""

    exercise: str
    """The exercise's folder name, such as `05_queue_communication`."""
    title: str
    submission: str
    """SHA-256 over the submission's file names and contents."""
    seed: int
    level: Level
    checks: tuple[CheckResult, ...]
    problem: str = ""
    """Why the submission could not be judged as a whole: one line, with file and line where there is one."""
    seconds: float = 0.0
    version: str = ""
    """Of the grader."""

    @property
    def earned(self) -> float:
        """Points won."""
        return sum(check.earned for check in self.checks)

    @property
    def possible(self) -> float:
        """Points that could have been won."""
        return sum(check.points for check in self.checks)

    @property
    def passed(self) -> bool:
        """Whether every check passed, and there was at least one."""
        return bool(self.checks) and all(check.verdict is Verdict.PASSED for check in self.checks)

    @property
    def undecided(self) -> bool:
        """Whether something could not be judged for reasons of ours."""
        return not self.checks or any(check.verdict is Verdict.UNKNOWN for check in self.checks)

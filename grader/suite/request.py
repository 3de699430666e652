"""What the runner of a hidden suite is asked for, as one line of JSON, and the sandbox that this asks for."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.evidence import from_json, to_json
from grader.languages import LANGUAGES
from grader.model import Evidence, Level, Limits
from grader.processes import Launcher
from grader.sandbox import open_sandbox
from grader.sandbox.door import Sandbox
from grader.sandbox.replay import ReplaySandbox
from grader.schedules import Budget
from grader.suite.student import Assignment

CHECK_SECONDS = 120.0
SEARCHES = 4
"""How many searches through schedules one check may make, each as long as its budget allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One grading: the folder of the hidden suite, the submission, and how it is to be done."""

    suite: str
    """The folder of the hidden suite, an absolute path."""
    hidden: tuple[str, ...] = ()
    """Folders that no student code may read, absolute paths."""
    module: str
    files: Mapping[str, str]
    """The submission: path to content, in base64."""
    limits: Limits = field(default_factory=Limits)
    language: str = "python"
    level: Level | None = None
    checks: tuple[str, ...] = ()
    """Names of the checks that are wanted; they come with those that they wait for. All of them if empty."""
    seed: int = 0
    at_once: int = 1
    """How many checks are looked at side by side, and how many runs are made at a time for a search."""
    check_seconds: float = CHECK_SECONDS
    """After this time a check is given up, which is our fault: the runs in it have limits of their own."""
    budget: Budget = field(default_factory=Budget)
    """How many schedules are tried where a check explores them."""
    replay: Mapping[str, tuple[Evidence, ...]] | None = None
    """For each check the records to judge, in place of running anything."""

    @staticmethod
    def check_seconds_for(budget: Budget) -> float:
        """How long a check may take that explores some calls with this budget."""
        return CHECK_SECONDS + SEARCHES * budget.wall_seconds

    @classmethod
    def for_files(cls, files: Mapping[str, bytes], **settings: object) -> Request:
        """A request for a submission's files as they are."""
        encoded = {name: b64encode(content).decode() for name, content in files.items()}
        return cls(files=encoded, **settings)  # type: ignore[arg-type]  # the fields' own names and types

    @property
    def assignment(self) -> Assignment:
        """What the request asks to be graded; the workshop is always ours, whatever was handed in."""
        (language,) = (each for each in LANGUAGES if each.name == self.language)
        files = {name: b64decode(content) for name, content in self.files.items()} | language.supplied_files
        return Assignment(module=self.module, files=files, limits=self.limits, language=self.language)


def to_text(request: Request) -> str:
    """Write a request as one line of JSON."""
    return json.dumps(to_json(request), separators=(",", ":"))


def from_text(text: str | bytes) -> Request:
    """Read what `to_text` wrote; it comes from the grader itself."""
    return from_json(Request, json.loads(text))


class Supply:
    """Which sandbox a check gets: one real sandbox for all checks, or the records of that check.

    The real one is `sandbox`, if it is open already, or else one with this `launcher`, or with one of its own.
    """

    def __init__(self, request: Request, launcher: Launcher | None = None, *, sandbox: Sandbox | None = None) -> None:
        self._request = request
        self.assignment = request.assignment
        self._sandbox = sandbox or self._open(launcher)

    @property
    def level(self) -> Level:
        """How strongly the sandbox holds what it runs."""
        return self._sandbox.level

    def for_check(self, name: str) -> Sandbox:
        """Return the sandbox for the runs of one check."""
        if self._request.replay is None:
            return self._sandbox
        return ReplaySandbox(self._request.replay.get(name, ()))

    def load(self) -> Evidence | None:
        """Run the job that only loads the submission; None if records are judged and nobody recorded that."""
        loading = self.assignment.loading()
        if self._request.replay is None:
            return self._sandbox.run(loading)
        return next((record for record in self._records() if record.call == loading.call), None)

    def close(self) -> None:
        """End everything that was started."""
        self._sandbox.close()

    def _open(self, launcher: Launcher | None) -> Sandbox:
        if self._request.replay is not None:
            return ReplaySandbox(self._records())
        return open_sandbox(self._request.level, hidden=self._request.hidden, launcher=launcher)

    def _records(self) -> tuple[Evidence, ...]:
        return tuple(record for records in (self._request.replay or {}).values() for record in records)

"""A script of anybody's under many schedules: whether what it prints, or how it ends, depends on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.model import Ending, Evidence, Limits
from grader.sandbox.door import Job, Sandbox
from grader.schedules.budget import Budget
from grader.schedules.performing import performer
from grader.schedules.search import Findings, Search

MOST_FILES, MOST_BYTES = 500, 16 << 20
MOST_SECONDS = 5.0
OUTPUT_FILE = "out"
STANDING = (Ending.DEADLOCKED, Ending.STALLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run of a script came to, as anybody outside can see it."""

    status: int | None
    output: str
    errors: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script with its arguments, and the files beside it that it may need."""

    name: str
    arguments: tuple[str, ...]
    files: Mapping[str, bytes]

    @classmethod
    def at(cls, path: Path, arguments: Sequence[str]) -> Script:
        """Read a script, and the files in its folder and below. Raises UsageError when that cannot be done."""
        try:
            files = {path.name: path.read_bytes(), **_beside(path)}
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from None
        return cls(name=path.name, arguments=tuple(arguments), files=files)

    def job(self, limits: Limits) -> Job:
        """The job that runs it under the scheduler."""
        request: dict[str, Any] = {"script": self.name, "arguments": list(self.arguments), "start_method": None}
        call = " ".join([self.name, *self.arguments])
        return Job(files=self.files, driver="python", request=request, limits=limits, call=call)


def _beside(path: Path) -> dict[str, bytes]:
    """The regular files in the script's folder and below, up to a bearable amount; hidden ones are left out."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for folder, folders, names in os.walk(path.parent):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for file in (Path(folder, name) for name in sorted(names)):
            size = file.lstat().st_size
            if file.is_file() and not file.is_symlink() and size <= left and len(found) < MOST_FILES:
                found[str(file.relative_to(path.parent))] = file.read_bytes()
                left -= size
    return found


def outcome_of(record: Evidence) -> Outcome | None:
    """What the run came to; None for one that never ended."""
    value = record.returns[-1].value if record.returns else None
    if not isinstance(value, dict):
        return None
    return Outcome(status=value["status"], output=str(value["output"]), errors=str(value["errors"]))


Expectation = Callable[[Outcome], str]
"""What is wrong with an outcome, in a few words; empty if nothing is."""


def same_as_first() -> Expectation:
    """Expect of every outcome that it is the one of the first run, which is in the natural order."""
    first: list[Outcome] = []

    def expect(outcome: Outcome) -> str:
        first.append(outcome)
        if outcome == first[0]:
            return ""
        if outcome.status != first[0].status:
            return f"it ends with status {outcome.status}, where it ended with {first[0].status} in the natural order"
        if sorted(outcome.output.splitlines()) == sorted(first[0].output.splitlines()):
            return "it prints the same lines in another order"
        return "it prints something else than in the natural order"

    return expect


def this_output(text: str) -> Expectation:
    """Expect that it prints this, but for white space at the ends, and ends with status 0."""

    def expect(outcome: Outcome) -> str:
        if outcome.output.strip() != text.strip():
            return "it prints something else than expected"
        return f"it ends with status {outcome.status}" if outcome.status else ""

    return expect


def accepted_by(command: str, script: Script, sandbox: Sandbox, limits: Limits) -> Expectation:
    """Expect that a command accepts the output: in the script's folder, with `{out}` for a file that holds it."""
    known: dict[Outcome, str] = {}

    def expect(outcome: Outcome) -> str:
        if outcome not in known:
            line = command.replace("{out}", OUTPUT_FILE)
            files = {**script.files, OUTPUT_FILE: outcome.output.encode()}
            record = sandbox.run(Job(files=files, command=("/bin/sh", "-c", line), limits=limits))
            good = record.ending is Ending.EXITED and record.exit_code == 0
            said = ": ".join(filter(None, [record.sentence, f"{record.output}{record.errors}".strip()]))
            known[outcome] = "" if good else f"the command {said}"
        return known[outcome]

    return expect


def hunt_script(sandbox: Sandbox, script: Script, expect: Expectation, budget: Budget, limits: Limits) -> Findings:
    """Look for a schedule under which the script stands still, or does not do what is expected."""

    def judge(record: Evidence) -> AssertionError | None:
        if record.ending in STANDING:
            return AssertionError(f"it {record.sentence}")
        outcome = outcome_of(record)
        if outcome is None:
            return AssertionError(f"it {record.sentence}")
        wrong = expect(outcome)
        return AssertionError(wrong) if wrong else None

    perform = performer(sandbox.run, script.job(limits), budget, most_seconds=MOST_SECONDS)
    return Search(perform, judge, budget).run()

"""From how a hidden test ended, and the evidence it used, to a verdict.

Only an assertion that failed speaks against the student. Whatever else stops a test (an exception of its own, the
backstop's timeout, a sandbox that failed, a reference that is no help) is our fault, and the verdict is unknown.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.escaping import cut
from grader.model import Ending, Evidence, Verdict
from grader.sentences import one_line
from grader.suite.facts import DETAIL_CHARACTERS, PromiseError, UndecidedError

EXPLANATION = re.compile(r"(?:\A|\n)assert ")
"""Where pytest's own words begin in the message of an assertion; what stands before is the author's."""
NOTHING_SAID = "what the program did is not what is promised"
"""What is shown for an assertion without a sentence of its own."""
ONLY_LOOKED_AT = (
    "cannot be judged here: processes can only be looked at now and then, and what is missing may be what was missed; "
    "grader doctor says why"
)
SUITE_BROKE = "the suite itself broke"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its reasons."""

    verdict: Verdict
    seen: str = ""
    detail: str = ""


def judged(
    error: BaseException | None, records: Sequence[Evidence], suite_file: Path, *, unsure: bool = False
) -> Judgement:
    """Judge a test by what it raised, None for nothing, and by the runs that it asked for.

    `unsure`: it asked for facts about processes of a run whose processes were only looked at now and then. What it saw
    there may be our own blindness, so that what fails does not speak against the student.
    """
    if failed := next((record for record in records if record.ending is Ending.SANDBOX_FAILED), None):
        return Judgement(Verdict.UNKNOWN, f"the program {failed.sentence}")
    if tampered := next((record for record in records if record.ending is Ending.TAMPERED), None):
        return Judgement(Verdict.FAILED, f"the program {tampered.sentence}")
    match error:
        case None:
            return Judgement(Verdict.PASSED)
        case AssertionError() if unsure:
            return Judgement(Verdict.UNKNOWN, ONLY_LOOKED_AT)
        case PromiseError():
            return Judgement(Verdict.FAILED, error.seen, error.detail)
        case AssertionError():
            return _judged_assertion(str(error))
        case UndecidedError():
            return Judgement(Verdict.UNKNOWN, f"cannot be judged: {one_line(str(error))}")
        case pytest.skip.Exception():
            return Judgement(Verdict.SKIPPED, one_line(str(error)))
        case _:
            return Judgement(Verdict.UNKNOWN, f"{SUITE_BROKE}: {_broken(error, suite_file)}")


def _judged_assertion(message: str) -> Judgement:
    found = EXPLANATION.search(message)
    own, explanation = (message[: found.start()], message[found.start() :]) if found else (message, "")
    seen = own.strip() or NOTHING_SAID
    return Judgement(Verdict.FAILED, cut(seen, DETAIL_CHARACTERS), cut(explanation.strip(), DETAIL_CHARACTERS))


def _broken(error: BaseException, suite_file: Path) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    line = next((frame.lineno for frame in reversed(frames) if frame.filename == str(suite_file)), None)
    place = f"{suite_file.name}:{line}: " if line else ""
    return f"{place}{type(error).__name__}: {one_line(str(error))}"

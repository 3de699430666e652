"""The nouns of the gradebook: what a grade is filed under, what the file says of it, and a grade packed for storing."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.errors import GradebookError
from grader.evidence import decode, encode, trimmed
from grader.model import Grade, Level, Verdict

LARGEST_RECORD = 2**20
"""Bytes of a packed grade; a larger one has its texts cut, see `evidence.trimmed`. A usual one has about 5,000."""
LARGEST_TEXT = 2**30
"""Bytes of a record once it is unpacked: far above what any grade comes to, far below what a forged one could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a grade depends on: as long as nothing of this changes, there is no reason to grade again."""

    exercise: str
    submission: str
    """SHA-256 over the files, or over why they could not be read."""
    suite: str
    """SHA-256 over everything of the course that judges, see `course.suite_digest`."""
    version: str
    """Of the grader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """One student of a class."""

    name: str
    """What the gradebook files them under; nobody else has it."""
    details: Mapping[str, str] = field(default_factory=dict)
    """Their row of the roster: the headers of its columns, and what is in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A grade as it travels and is stored: what tables and lists need, and all of it in `record`."""

    title: str
    verdict: str
    """See `verdict_of`."""
    earned: float
    possible: float
    passed: int
    """How many checks passed, of `checks`."""
    checks: int
    problem: str
    """Why it could not be judged as a whole: one line."""
    level: int | None
    """How strongly the programs were held; None if nothing was run."""
    seed: int
    seconds: float
    record: bytes
    """The grade with its evidence as JSON, compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One grade of the gradebook, without its evidence."""

    student: str
    key: Key
    title: str
    verdict: str
    earned: float
    possible: float
    passed: int
    checks: int
    problem: str
    late: bool
    level: Level | None
    seed: int
    seconds: float
    graded_at: str
    """In UTC, such as `2026-11-21T15:04:05Z`."""

    @property
    def undecided(self) -> bool:
        """Whether something could not be judged for reasons of ours."""
        return self.verdict == Verdict.UNKNOWN.value


def verdict_of(grade: Grade) -> str:
    """The grade as a whole in a word: `passed`, `failed`, or `unknown` if any of it could not be judged."""
    verdict = Verdict.PASSED if grade.passed else Verdict.UNKNOWN if grade.undecided else Verdict.FAILED
    return verdict.value


def packed(grade: Grade) -> Packed:
    """Pack a grade for storing."""
    record = zlib.compress(encode(grade).encode(), 6)
    if len(record) > LARGEST_RECORD:
        record = zlib.compress(encode(trimmed(grade)).encode(), 6)
    return Packed(
        title=grade.title,
        verdict=verdict_of(grade),
        earned=grade.earned,
        possible=grade.possible,
        passed=sum(check.verdict is Verdict.PASSED for check in grade.checks),
        checks=len(grade.checks),
        problem=grade.problem,
        level=int(grade.level) if any(check.evidence for check in grade.checks) else None,
        seed=grade.seed,
        seconds=grade.seconds,
        record=record,
    )


def unpacked(record: bytes) -> Grade:
    """Give the grade that `packed` stored. Raises GradebookError for anything else."""
    opener = zlib.decompressobj()
    try:
        text = opener.decompress(record, LARGEST_TEXT)
    except zlib.error:
        raise GradebookError("a grade in the gradebook is damaged") from None
    if not opener.eof:
        raise GradebookError("a grade in the gradebook is damaged: it ends in the middle, or is far too large")
    return decode(Grade, text)

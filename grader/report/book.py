"""What reports are made from: students, each with the grades of what they handed in."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from grader.model import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One grade, and what there is to know beside it."""

    grade: Grade
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The files that were graded, by name, where they are at hand: the report shows the lines concerned."""
    command: tuple[str, ...] = ()
    """The words of the command line that gives the grade again."""
    made: datetime | None = None
    late: bool = False

    @property
    def number(self) -> str:
        """The exercise's number, as its folder's name begins."""
        return self.grade.exercise.partition("_")[0]

    @property
    def again(self) -> str:
        """The command that gives the grade again, as one would type it."""
        return shlex.join(self.command or ("grader", "check", self.number, "--seed", str(self.grade.seed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """One student and what was graded; of several entries for one exercise the last one counts."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def current(self) -> tuple[Entry, ...]:
        """The entry that counts for each exercise, in the order of the exercises."""
        latest = {entry.grade.exercise: entry for entry in self.entries}
        return tuple(latest[exercise] for exercise in sorted(latest))

    @property
    def earned(self) -> float:
        """Points won in all exercises."""
        return sum(entry.grade.earned for entry in self.current)

    @property
    def possible(self) -> float:
        """Points that could have been won in what was handed in."""
        return sum(entry.grade.possible for entry in self.current)

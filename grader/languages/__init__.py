"""The languages an exercise can be solved in: a row each, not a class."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How programs of one language are recognised and started."""

    name: str
    suffix: str
    supplied: str
    """The file of the workshop, which is put beside the student's files and is part of the kit."""

    @property
    def supplied_files(self) -> dict[str, bytes]:
        """What is laid into each run's folder, by name."""
        return {self.supplied: (_HERE / self.name / self.supplied).read_bytes()}


PYTHON = Language(name="python", suffix=".py", supplied="workshop.py")
LANGUAGES = (PYTHON,)

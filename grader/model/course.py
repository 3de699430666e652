"""The nouns of a course: exercises, and how a run of their programs is held."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may use. Every number is for the whole family of processes, not for each of them."""

    wall_seconds: float = 10.0
    cpu_seconds: float = 10.0
    memory_mib: int = 512
    processes: int = 64
    """Processes and threads alive at once: the kernel counts both as tasks."""
    output_kib: int = 1024
    disk_mib: int = 64
    inodes: int = 4096
    descriptors: int = 256
    """Open descriptors of one process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function of an exercise's contract."""

    name: str
    parameters: tuple[str, ...]
    returns: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One numbered folder of a course."""

    number: str
    slug: str
    title: str
    summary: str
    concepts: tuple[str, ...]
    functions: tuple[Function, ...]
    hints: tuple[str, ...]
    limits: Limits
    folder: str
    """Where the exercise lies, an absolute path."""
    schedules: int | None = None
    """How many schedules are tried where a check explores them; None: as many as are usual."""

    @property
    def name(self) -> str:
        """The name of its folder, and of its folder of solutions."""
        return f"{self.number}_{self.slug}"


class Level(IntEnum):
    """How strongly student code is held, strongest last. What each one gives is measured, never assumed."""

    WATCHED = 0
    CONFINED = 1
    ISOLATED = 2
    CONTAINED = 3

    @property
    def label(self) -> str:
        """The level as people read it: `L3 contained`."""
        return f"L{self.value} {self.name.lower()}"

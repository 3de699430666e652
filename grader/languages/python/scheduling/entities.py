"""Entities: the threads of a family of processes, as the conductor knows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["coming", "ready", "blocked", "outside", "ended"]
Place = tuple[str, "int | None"]
"""A file of the student's, and a line in it."""


@dataclass(eq=False)
class Entity:
    """One thread of the family, and what it is about to do."""

    name: str
    number: int
    service: bool = False
    """One of the library's own helpers: its timeouts do not move the clock."""
    pid: int = 0
    thread: int = 0
    state: State = "coming"
    operation: str = "start"
    things: tuple[str, ...] = ()
    place: Place = ("", None)
    deadline: float | None = None
    timed_out: bool = False
    steps: int = 0
    in_a_row: int = 0
    processes: int = 0
    threads: int = 0
    holding: Counter[str] = field(default_factory=Counter)
    step: dict[str, Any] = field(default_factory=dict)
    """The last step of it in the log."""
    doing: bool = False
    """Whether it has the token for what it announced, and has not said yet whether that went well."""
    retrying: bool = False
    alone: bool = False
    """Whether it talks to a service of the library, which may take a while."""

    @property
    def thing(self) -> str:
        """The thing that it is about to touch; the first of them, where it waits for several."""
        return self.things[0] if self.things else ""

    @property
    def can_go_on(self) -> bool:
        """Whether it could use the token."""
        return self.state in ("ready", "coming")

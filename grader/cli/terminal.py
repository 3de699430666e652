"""How lines reach people: wrapped to a terminal's width and coloured there, plain and unwrapped everywhere else.

Nothing that is shown is ever read as markup: a `Line` is text with a style beside it. Colour follows NO_COLOR and
TERM as rich reads them, and never carries a meaning of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, TextIO

from grader.report.timeline import ASCII, Marks, cells, marks_for

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 100
"""For pictures that go to a file or a pipe; text is not wrapped there at all."""
SPELLINGS = str.maketrans({"·": "-", "–": "-", "…": "...", "✓": "+", "✗": "x", "“": '"', "”": '"', "’": "'"})
"""Our own typography where a stream knows only ASCII."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: its head stands before it, and further lines are indented to where the text began."""

    text: str = ""
    style: str = ""
    head: str = ""
    head_style: str = ""
    indent: int = 0
    verbatim: bool = False
    """A line of a picture: never wrapped."""


class Terminal:
    """A stream that people read."""

    def __init__(self, stream: TextIO, *, width: int | None = None) -> None:
        from rich.console import Console  # takes a while to load, and not every command needs it

        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
        colourless = bool(os.environ.get("NO_COLOR"))
        self.console: Console = Console(file=stream, width=width, color_system=None if colourless else "auto")
        self.marks: Marks = marks_for(stream.encoding or "utf-8")
        self.wraps = self.console.is_terminal or width is not None

    @property
    def width(self) -> int:
        """Columns that a picture may use."""
        return self.console.width if self.wraps else PLAIN_WIDTH

    def show(self, lines: Iterable[Line]) -> None:
        """Print the lines."""
        for line in lines:
            self._show(line)

    def _show(self, line: Line) -> None:
        from rich.text import Text

        indent = " " * line.indent
        first, *rest = (self._spelled(part) for part in self._wrapped(line))
        text = Text(indent).append(self._spelled(line.head), line.head_style).append(first, line.style)
        for more in rest:
            text.append("\n" + indent + " " * cells(line.head)).append(more, line.style)
        text.rstrip()
        self.console.print(text, soft_wrap=True)

    def _wrapped(self, line: Line) -> list[str]:
        if line.verbatim or not self.wraps:
            return [line.text]
        room = max(self.width - line.indent - cells(line.head), 20)
        return wrap(line.text, room, break_long_words=False, break_on_hyphens=False) or [""]

    def _spelled(self, text: str) -> str:
        return text.translate(SPELLINGS) if self.marks is ASCII else text

"""One line on stderr that says what is going on, while it goes on; nothing at all where nobody would see it move."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TextIO

from grader.escaping import shown

ERASE = "\r\x1b[K"


@contextmanager
def progress_line(stream: TextIO | None = None) -> Iterator[Callable[[str], None]]:
    """Give a function that shows a text in the place of the one before; the line is erased at the end."""
    stream = stream or sys.stderr
    if not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield lambda _text: None
        return

    def show(text: str) -> None:
        stream.write(ERASE + shown(text)[: get_terminal_size().columns - 1])
        stream.flush()

    try:
        yield show
    finally:
        stream.write(ERASE)
        stream.flush()

"""Options that several commands have, and how they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.model import Level

Course = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Where the course is; otherwise $GRADER_COURSE, a folder above, or our own."),
]


def read_level(text: str) -> int:
    """Read a level as people write it: `3`, `L3`, `contained`. A number, as typer has ideas of its own about enums."""
    wanted = text.strip().lower().removeprefix("l")
    for level in Level:
        if wanted in (str(level.value), level.name.lower()):
            return level.value
    raise typer.BadParameter(f"{text!r} is no level; there are " + ", ".join(level.label for level in Level))

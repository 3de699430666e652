"""Arguments and options that several commands share, and how their words are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.model import Level
from grader.processes import usable_processors

MOST_AT_ONCE = 4
"""More checks side by side would gain nothing: a suite has some ten, and a search begins with four schedules."""


def level_of(text: str) -> int:
    """Read a level as people write it: `3`, `L3`, `contained`. A number, as typer has ideas of its own about enums."""
    wanted = text.strip().lower().removeprefix("l")
    for level in Level:
        if wanted in (str(level.value), level.name.lower()):
            return level.value
    raise typer.BadParameter(f"{text!r} is no level; there are " + ", ".join(level.label for level in Level))


def workers_of(text: str) -> str:
    """Read a number of workers: from 1 on, or `auto`."""
    if text != "auto" and not (text.isdecimal() and int(text) > 0):
        raise typer.BadParameter("a number from 1 on, or auto")
    return text if text == "auto" else str(int(text))


def number_at_once(workers: str | None) -> int:
    """How many checks are looked at side by side: as many as there are processors, up to four, if nobody says."""
    return min(MOST_AT_ONCE, usable_processors()) if workers in (None, "auto") else int(workers or 1)


def exercises_at_once(workers: str | None) -> int:
    """How many exercises keep that many processors busy: one more, as their programs wait now and then.

    Who asks for 1 wants nothing side by side.
    """
    return 1 if workers == "1" else number_at_once(workers) + 1


Name = Annotated[str, typer.Argument(metavar="EXERCISE", help="Its number, such as 05, or its name.")]
Course = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Where the course is; otherwise $GRADER_COURSE, a folder above, or our own."),
]
Seed = Annotated[int | None, typer.Option(metavar="N", help="Choose the random inputs, to repeat a grade.")]
Workers = Annotated[
    str | None,
    typer.Option(
        "-n",
        metavar="N",
        parser=workers_of,
        help="Keep N processors busy: N checks at once, or with --all N + 1 exercises, as programs wait now and then; "
        "1 for one after the other. By default all processors, but no more than four.",
    ),
]
HeldAt = Annotated[
    int | None,
    typer.Option(
        "--level", metavar="LEVEL", parser=level_of, help="How to hold the program, 0 to 3; see grader doctor."
    ),
]
Schedules = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="Try N schedules wherever a check explores them; otherwise as many as the exercise says.",
    ),
]

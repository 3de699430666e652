"""GitHub Actions: annotations, and how text is kept from being a command of the runner.

The runner reads commands (`::error …::…`, `##[error]…`) from every line that a step prints, whoever wrote it. Only
`stop-commands` with a token that nobody can guess turns that off. Escapes are those of the runner's own toolkit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.export.rows import Occasion, Row, by_reason, rows_of, title_of
from grader.model import Grade, Verdict

MOST_ANNOTATIONS = 10
"""Of each kind that GitHub shows for one step."""
KINDS = {Verdict.FAILED: "error", Verdict.UNKNOWN: "warning"}
"""A check that was skipped waits for another one that is annotated."""


def annotate(grades: Sequence[Grade], occasion: Occasion) -> str:
    """Give a workflow command for each check that failed or could not be judged; equal ones are said once."""
    lines = [line for kind in KINDS for line in _of_kind(kind, rows_of(grades), occasion)]
    return "".join(f"{line}\n" for line in lines)


def command(name: str, message: str, **properties: str) -> str:
    """Give one workflow command; neither message nor properties can end it or begin another one."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' if listed else ''}{listed}::{_data(message)}"


def guarded(text: str, token: str) -> str:
    """Give a text that goes to a step's log, between the commands that make the runner read it as mere text."""
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n"


def _of_kind(verdict: Verdict, rows: Sequence[Row], occasion: Occasion) -> Iterator[str]:
    groups = by_reason(row for row in rows if row.verdict is verdict)
    shown_whole = groups if len(groups) <= MOST_ANNOTATIONS else groups[: MOST_ANNOTATIONS - 1]
    for group in shown_whole:
        file, line = _place(group[0], occasion)
        title = f"{verdict.value}: {title_of(group)}"
        yield command(KINDS[verdict], group[0].text, file=file, line=line, title=title)
    if len(groups) > len(shown_whole):
        left = sum(len(group) for group in groups[len(shown_whole) :])
        yield command(KINDS[verdict], "The summary of this run lists them all.", title=f"{left} more {verdict.value}")


def _place(row: Row, occasion: Occasion) -> tuple[str, str]:
    """Give file and line in the repository: where the program failed, or else the main file."""
    main = occasion.files.get(row.exercise, "")
    if not main or row.place is None:
        return main, ""
    file, line = row.place
    return f"{main.rpartition('/')[0]}/{file}".lstrip("/"), str(line)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Markdown: the summary of a step of GitHub Actions, and the body of a release.

Text of ours is escaped character by character. Text of a student's program goes into a code block whose fence is
longer than any run of backticks in it, where neither Markdown nor HTML nor a mention of a person is alive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.escaping import shown
from grader.export.rows import NO_SCORE, Occasion, Row, by_reason, earned_and_possible, headline, rows_of, title_of
from grader.model import Grade, Verdict

MOST_BYTES = 1024 * 1024
"""Of a step's summary, or GitHub shows nothing of it."""
MARKS = {Verdict.PASSED: "✅", Verdict.FAILED: "❌", Verdict.SKIPPED: "⬜", Verdict.UNKNOWN: "❔"}

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")


def summary(grades: Sequence[Grade], occasion: Occasion, *, most_bytes: int = MOST_BYTES) -> str:
    """Give the grades as Markdown, no longer than so many bytes; what does not fit is counted at the end."""
    parts = list(_parts(grades, occasion))
    text = "\n".join(parts)
    if len(text.encode()) <= most_bytes:
        return text
    room = most_bytes - 200
    kept = 0
    for part in parts:
        room -= len(part.encode()) + 1
        if room < 0:
            break
        kept += 1
    return "\n".join([*parts[:kept], f"\n{len(parts) - kept} more parts are left out: too long for a summary.\n"])


def fenced(text: str) -> str:
    """Give a text as a code block that it cannot leave."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"


def escaped(text: str) -> str:
    """Give a text as one line of Markdown in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", shown(text).replace("&", "&amp;").replace("<", "&lt;"))


def _parts(grades: Sequence[Grade], occasion: Occasion) -> Iterator[str]:
    earned, possible = earned_and_possible(grades)
    yield f"# {earned} of {possible} points\n"
    if occasion.note:
        yield f"{escaped(occasion.note)}\n"
    if any(grade.undecided for grade in grades):
        yield f"**{NO_SCORE}**\n"
    for grade in grades:
        yield from _grade(grade)


def _grade(grade: Grade) -> Iterator[str]:
    rows = rows_of([grade])
    yield f"## {escaped(headline(grade))}\n"
    yield "\n".join(["| | check | points |", "|---|---|--:|", *map(_line, rows)]) + "\n"
    for group in by_reason(rows):
        yield f"**{escaped(title_of(group))}**\n"
        yield fenced(group[0].text)


def _line(row: Row) -> str:
    earned = "?" if row.verdict is Verdict.UNKNOWN else f"{row.earned:g}"
    return f"| {MARKS[row.verdict]} {row.verdict.value} | {escaped(row.title)} | {earned}/{row.points:g} |"

"""The student's source beside what was seen: the lines that concern a failure, with their neighbours.

The files are bytes as they were handed in. Nothing in here is escaped: the page does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from grader.model import Evidence

AROUND = 4
MOST_LINES = 60
MOST_BYTES = 200_000
"""What is read of a file: whoever hands in more sees its beginning."""
LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One numbered line; `concerned` are those that the failure speaks of."""

    number: int
    text: str
    concerned: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Neighbouring lines of one file, in blocks with gaps between them."""

    file: str
    blocks: tuple[tuple[SourceLine, ...], ...]


def lines_of(files: Mapping[str, bytes], name: str) -> list[str]:
    """Give the lines of a file as text, cut; nothing if it is not there."""
    text = files.get(name, b"")[:MOST_BYTES].decode("utf-8", "replace")
    return [line[:LONGEST_LINE] + "…" * (len(line) > LONGEST_LINE) for line in re.split("\r\n|\r|\n", text)]


def line_of(files: Mapping[str, bytes], name: str, number: int | None) -> str:
    """Give one line of a file, or nothing if there is none."""
    lines = lines_of(files, name) if name in files and number else []
    return lines[number - 1] if number and 0 < number <= len(lines) else ""


def concerned_lines(evidence: Evidence) -> dict[str, set[int]]:
    """Give the lines that a run's failures and the marked steps of its schedule name, by file."""
    failures = ((each.failure.file, each.failure.line) for each in evidence.returns if each.failure)
    steps = ((step.file, step.line) for step in (evidence.schedule.steps if evidence.schedule else ()) if step.marked)
    found: dict[str, set[int]] = {}
    for file, line in (*failures, *steps):
        if file and line:
            found.setdefault(file, set()).add(line)
    return found


def excerpts(evidence: Evidence, files: Mapping[str, bytes]) -> tuple[Excerpt, ...]:
    """Show the lines that a failure speaks of; if it names none, the function that was called."""
    concerned = concerned_lines(evidence)
    found = tuple(_excerpt(name, lines_of(files, name), lines) for name, lines in concerned.items() if name in files)
    return found or tuple(_called_function(evidence.call.partition("(")[0], files))


def _excerpt(name: str, lines: list[str], concerned: Iterable[int]) -> Excerpt:
    wanted = {
        near for number in concerned for near in range(number - AROUND, number + AROUND + 1) if 0 < near <= len(lines)
    }
    numbered = [SourceLine(near, lines[near - 1], near in set(concerned)) for near in sorted(wanted)[:MOST_LINES]]
    blocks = groupby(enumerate(numbered), key=lambda pair: pair[1].number - pair[0])
    return Excerpt(name, tuple(tuple(line for _, line in block) for _, block in blocks))


def _called_function(name: str, files: Mapping[str, bytes]) -> Iterator[Excerpt]:
    """Find where a function of this name begins, in Python; it ends before the next line that is not indented."""
    if not name.isidentifier():
        return
    begins = re.compile(rf"(?:async\s+)?def\s+{name}\s*\(")
    for file in files:
        lines = lines_of(files, file)
        first = next((index for index, line in enumerate(lines) if begins.match(line)), None)
        if first is not None:
            block = [first + 1, *_body(lines, first)]
            yield Excerpt(file, (tuple(SourceLine(number, lines[number - 1], False) for number in block[:MOST_LINES]),))
            return


def _body(lines: list[str], first: int) -> list[int]:
    """Give the numbers of the lines after the first that belong to its block, without blank ones at the end."""
    numbers: list[int] = []
    blank: list[int] = []
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if not line.strip():
            blank.append(index + 1)
            continue
        if not line.startswith((" ", "\t", ")", "#")):
            break
        numbers += [*blank, index + 1]
        blank = []
    return numbers

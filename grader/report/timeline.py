"""The processes of a run as a small text picture: who started whom, who lived when, who worked, who was not reaped.

    process  0 s                        0.4 s
    2 main   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  exit 0
    ├─ 3       ━━━▐███▐███━━━zzzzzzzzzzzzzzzz  exit 0
    └─ 4       ━━━▐██████████████████◇━━━━━━━  SIGKILL by the grader

    ━ alive  ▐█ at work  z dead, not reaped (zombie)  ◇ its parent ended

One row per process, children under the one that created them, in the order of their births. Every mark is a
character of its own, so the picture needs no colour, and `ASCII` has marks for terminals that know nothing else.
What happened, in words, is the business of `sentences`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from textwrap import wrap

from grader.escaping import shown
from grader.model import Evidence, ProcessLife
from grader.report.family import (
    Member,
    family,
    how_it_came_out,
    orphaned_at,
    short_name,
    span_of,
    work_of,
    zombie_seconds,
)
from grader.sentences import duration

NARROWEST_BAR = 16
LOOKED_AT = "The processes were only looked at now and then: short-lived ones may be missing, and times are rough."


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The characters that a timeline is drawn with, each one column wide."""

    alive: str
    work_begins: str
    working: str
    failed: str
    zombie: str
    orphaned: str
    branch: str
    last_branch: str
    trunk: str
    more: str
    arrow: str


UNICODE = Marks(
    alive="━", work_begins="▐", working="█", failed="✗", zombie="z", orphaned="◇",
    branch="├─ ", last_branch="└─ ", trunk="│  ", more="…", arrow="─▶",
)  # fmt: skip
ASCII = Marks(
    alive="=", work_begins="[", working="#", failed="x", zombie="z", orphaned="o",
    branch="|- ", last_branch="`- ", trunk="|  ", more=".", arrow="->",
)  # fmt: skip


def marks_for(encoding: str | None) -> Marks:
    """Give the marks that a stream of this encoding can show."""
    try:
        "".join(getattr(UNICODE, name) for name in Marks.__slots__).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def timeline(evidence: Evidence, *, width: int = 80, rows: int = 20, marks: Marks = UNICODE) -> list[str]:
    """Draw the processes of a run in lines of at most `width` columns, and of at most `rows` processes.

    Below the picture stands its legend.
    """
    if not evidence.processes:
        return ["No process was recorded."]
    everyone = list(family(evidence))
    picture, legend = _picture(evidence, everyone[:rows], width, marks)
    left_out = [f"{marks.more} and {len(everyone) - rows} more"] if len(everyone) > rows else []
    notes = [legend] if evidence.exact else [legend, LOOKED_AT]
    return [*picture, *left_out, "", *(line for note in notes for line in wrap(note, width))]


# ---------------------------------------------------------------------------------------------- the picture


def _label(member: Member, evidence: Evidence, marks: Marks) -> str:
    name = shown(short_name(member.life, evidence), limit=20)
    label = f"{member.branch(marks.trunk, marks.branch, marks.last_branch)}{member.life.pid} {name}".rstrip()
    return label.encode("ascii", "backslashreplace").decode() if marks is ASCII else label


def _picture(evidence: Evidence, drawn: list[Member], width: int, marks: Marks) -> tuple[list[str], str]:
    """Draw the rows under their time axis; give them and the legend of the marks that are in them."""
    ends = [how_it_came_out(member.life) for member in drawn]
    labels = [_label(member, evidence, marks) for member in drawn]
    end_room = max(map(len, ends))
    label_room = min(max(map(cells, ["process", *labels])), max(width - end_room - NARROWEST_BAR - 4, 8))
    room = max(width - label_room - end_room - 4, NARROWEST_BAR)
    span = span_of(evidence)
    bars = [_bar(member.life, evidence, room, span, marks) for member in drawn]
    axis = f"0 s{duration(span):>{room - 3}}"
    columns = zip(["process", *labels], [axis, *bars], ["", *ends], strict=True)
    rows = [f"{_fitted(label, label_room, marks)}  {bar}  {end}".rstrip() for label, bar, end in columns]
    return rows, _legend("".join(bars), marks)


def _bar(life: ProcessLife, evidence: Evidence, room: int, span: float, marks: Marks) -> str:
    bar = [" "] * room

    def column(moment: float) -> int:
        return min(max(int(moment / span * room), 0), room - 1)

    first, last = column(life.born), column(span if life.ended is None else life.ended)
    bar[first : last + 1] = marks.alive * (last + 1 - first)
    for work in work_of(life, evidence):
        begins, ends = column(work.began), min(column(span if work.ended is None else work.ended), last)
        bar[begins : ends + 1] = marks.work_begins + marks.working * (ends - begins)
        bar[ends] = marks.failed if work.failed else bar[ends]
    zombie = round(zombie_seconds(life, evidence) / span * room)
    bar[last + 1 : last + 1 + zombie] = (marks.zombie * zombie)[: room - last - 1]
    if (orphaned := orphaned_at(life, evidence)) is not None:
        bar[column(orphaned)] = marks.orphaned
    return "".join(bar)


def cells(text: str) -> int:
    """Count the columns that a terminal needs for a text without control characters."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _fitted(text: str, room: int, marks: Marks) -> str:
    """Fill the text up to `room` columns, or cut its beginning off: the end of a label is what tells rows apart."""
    if cells(text) > room:
        while cells(text) > room - 1:
            text = text[1:]
        text = marks.more + text
    return text + " " * (room - cells(text))


def _legend(picture: str, marks: Marks) -> str:
    meanings = (
        (marks.alive, "alive"),
        (marks.work_begins + marks.working, "at work"),
        (marks.failed, "the work failed"),
        (marks.zombie, "dead, not reaped (zombie)"),
        (marks.orphaned, "its parent ended"),
    )
    return "  ".join(f"{mark} {meaning}" for mark, meaning in meanings if mark[0] in picture)

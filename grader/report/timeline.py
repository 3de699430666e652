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
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from textwrap import wrap

from grader.escaping import shown
from grader.model import Evidence, ProcessLife, signal_name
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


UNICODE = Marks(
    alive="━", work_begins="▐", working="█", failed="✗", zombie="z", orphaned="◇",
    branch="├─ ", last_branch="└─ ", trunk="│  ", more="…",
)  # fmt: skip
ASCII = Marks(
    alive="=", work_begins="[", working="#", failed="x", zombie="z", orphaned="o",
    branch="|- ", last_branch="`- ", trunk="|  ", more=".",
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
    everyone = list(_family(evidence))
    picture, legend = _picture(evidence, everyone[:rows], width, marks)
    left_out = [f"{marks.more} and {len(everyone) - rows} more"] if len(everyone) > rows else []
    notes = [legend] if evidence.exact else [legend, LOOKED_AT]
    return [*picture, *left_out, "", *(line for note in notes for line in wrap(note, width))]


# ---------------------------------------------------------------------------------------------- the tree


@dataclass(slots=True)
class _Member:
    """A process and its place in the tree."""

    life: ProcessLife
    children: list[_Member] = field(default_factory=list)
    place: tuple[bool, ...] = ()
    """For each generation above, and then for itself, whether it is the last of its parent's children."""


def _family(evidence: Evidence) -> Iterator[_Member]:
    """Give everyone, each followed by its descendants. A pid that was used twice means its latest owner."""
    roots: list[_Member] = []
    owners: dict[int, _Member] = {}
    for life in evidence.processes:
        parent = owners.get(life.parent)
        owners[life.pid] = member = _Member(life)
        (parent.children if parent else roots).append(member)
    waiting = [_Member(root.life, root.children) for root in reversed(roots)]
    while waiting:
        yield (member := waiting.pop())
        for child in reversed(member.children):
            child.place = (*member.place, child is member.children[-1])
            waiting.append(child)


def _label(member: _Member, evidence: Evidence, marks: Marks) -> str:
    *generations, last = member.place or (None,)
    trunks = "".join("   " if is_last else marks.trunk for is_last in generations)
    branch = "" if last is None else marks.last_branch if last else marks.branch
    label = f"{trunks}{branch}{member.life.pid} {_name(member.life, evidence)}".rstrip()
    return label.encode("ascii", "backslashreplace").decode() if marks is ASCII else label


def _name(life: ProcessLife, evidence: Evidence) -> str:
    if life.pid == evidence.main:
        return "main"
    if life.is_service:
        return "(Python's own)"
    return shown(PurePath(life.command[0]).name, limit=20) if life.command else ""


def _end(life: ProcessLife) -> str:
    if life.ended is None:
        return "still alive"
    status = f"exit {life.exit_code}" if life.signal is None else signal_name(life.signal)
    return f"{status} by the grader" if life.killed else status


# ---------------------------------------------------------------------------------------------- the picture


def _picture(evidence: Evidence, drawn: list[_Member], width: int, marks: Marks) -> tuple[list[str], str]:
    """Draw the rows under their time axis; give them and the legend of the marks that are in them."""
    ends = [_end(member.life) for member in drawn]
    labels = [_label(member, evidence, marks) for member in drawn]
    end_room = max(map(len, ends))
    label_room = min(max(map(cells, ["process", *labels])), max(width - end_room - NARROWEST_BAR - 4, 8))
    room = max(width - label_room - end_room - 4, NARROWEST_BAR)
    span = _span(evidence)
    bars = [_bar(member.life, evidence, room, span, marks) for member in drawn]
    axis = f"0 s{duration(span):>{room - 3}}"
    columns = zip(["process", *labels], [axis, *bars], ["", *ends], strict=True)
    rows = [f"{_fitted(label, label_room, marks)}  {bar}  {end}".rstrip() for label, bar, end in columns]
    return rows, _legend("".join(bars), marks)


def _span(evidence: Evidence) -> float:
    """Give the length of the time axis: until the last thing that was recorded."""
    moments = [moment for life in evidence.processes for moment in (life.born, life.ended, life.reaped)]
    return max(evidence.seconds, *(moment for moment in moments if moment is not None), 1e-6)


def _bar(life: ProcessLife, evidence: Evidence, room: int, span: float, marks: Marks) -> str:
    bar = [" "] * room

    def column(moment: float) -> int:
        return min(max(int(moment / span * room), 0), room - 1)

    first, last = column(life.born), column(span if life.ended is None else life.ended)
    bar[first : last + 1] = marks.alive * (last + 1 - first)
    for work in evidence.work:
        if work.pid == life.pid and life.born <= work.began and (life.ended is None or work.began <= life.ended):
            begins, ends = column(work.began), min(column(span if work.ended is None else work.ended), last)
            bar[begins : ends + 1] = marks.work_begins + marks.working * (ends - begins)
            bar[ends] = marks.failed if work.failed else bar[ends]
    zombie = round(_zombie_seconds(life, evidence) / span * room)
    bar[last + 1 : last + 1 + zombie] = (marks.zombie * zombie)[: room - last - 1]
    if (orphaned := _orphaned(life, evidence)) is not None:
        bar[column(orphaned)] = marks.orphaned
    return "".join(bar)


def _zombie_seconds(life: ProcessLife, evidence: Evidence) -> float:
    """Give how long the program left it unreaped. Reaping main, and whom the grader ended, is the grader's business."""
    if life.pid == evidence.main or life.killed:
        return 0.0
    return max(life.zombie_seconds(_span(evidence)), 0.0)


def _orphaned(life: ProcessLife, evidence: Evidence) -> float | None:
    """Give when it lost its parent while it lived; a parent that the grader ended is no news about the program."""
    parent = evidence.life(life.parent)
    if life.orphaned is None or (parent and parent.killed) or not life.alive_at(life.orphaned):
        return None
    return life.orphaned


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

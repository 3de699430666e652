"""The processes of a run as bars on a time axis: geometry for the page, without markup.

Every place is a per cent of the picture's width, so that it fits a phone and a sheet of paper alike. Labels are plain
text of the student's program where it chose them: the page escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from grader.model import Evidence, ProcessLife, Stall, Waiting
from grader.report.axis import Axis
from grader.report.family import (
    NOTABLE_ZOMBIE_SECONDS,
    Member,
    family,
    how_it_came_out,
    most_telling,
    orphaned_at,
    short_name,
    span_of,
    work_of,
    zombie_seconds,
)
from grader.report.waits import telling_waits
from grader.sentences import count, duration, life_sentence, moment, was_never_reaped

MOST_ROWS = 16
MOST_WORK = 40
"""Pieces of work that are drawn in one bar, at most."""
MOST_FLAGS = 2
"""Calls that return: marked if there are no more of them than this."""
VISIBLE = 1.0
"""Per cent of the width below which a stretch is hardly seen, and not explained in the legend."""
WORDS = 7
"""How many marks the words about a process take up."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a bar: where it begins and how wide it is, in per cent, and a word on it."""

    start: float
    width: float
    kind: str
    """`alive`, `work`, `failed-work`, `zombie`, `orphan` or `waits`: a class of the style sheet."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A moment that concerns the whole picture."""

    place: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One process."""

    pid: int
    name: str
    tree: str
    """The lines of the tree to the left of its name."""
    spans: tuple[Span, ...]
    birth: float | None
    """Where the line from its parent arrives; None if its parent is not in the picture."""
    passing: tuple[float, ...]
    """Where lines to processes further down leave this row, or go through it."""
    leaving: tuple[float, ...]
    """Those of them that begin here."""
    end: float | None
    outcome: str
    """How it came out, such as `exit 0`."""
    manner: str
    """`well` for status 0, `badly` for another one or a signal, `ended` for whom the grader had to end."""
    adopted: float | None
    reaped: float | None
    notes: tuple[tuple[str, str], ...]
    """What is worth a word, each with its kind: `("zombie", "zombie for 0.3 s")`."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifelines:
    """The whole picture."""

    rows: tuple[Row, ...]
    left_out: int
    ticks: tuple[Flag, ...]
    flags: tuple[Flag, ...]
    folds: tuple[Span, ...]
    """Where the axis is folded, and how long that really took."""
    kinds: frozenset[str]
    """The kinds of spans and marks in the picture, for its legend."""
    exact: bool
    summary: str

    @property
    def weight(self) -> int:
        """How many marks are drawn: what the picture takes up in a page."""
        return sum(len(row.spans) + len(row.passing) + len(row.leaving) + WORDS for row in self.rows)


def lifelines(evidence: Evidence, *, rows: int = MOST_ROWS, work: int = MOST_WORK) -> Lifelines:
    """Lay out the processes of a run, at most so many rows: if there are more, those with a story.

    Of each, at most so many pieces of work are drawn.
    """
    members = list(family(evidence, most_telling(evidence, rows)))
    axis = Axis(_moments(evidence, members), span_of(evidence))
    drawn = _rows(evidence, members, axis, work)
    return Lifelines(
        rows=drawn,
        left_out=len(evidence.processes) - len(members),
        ticks=(Flag(0.0, "0 s"), Flag(100.0, duration(span_of(evidence)))),
        flags=_flags(evidence, axis),
        folds=tuple(Span(fold.start, fold.end - fold.start, "fold", duration(fold.seconds)) for fold in axis.folds),
        kinds=frozenset(_kinds(drawn)),
        exact=evidence.exact,
        summary=f"{count(len(evidence.processes), 'process')} in {duration(span_of(evidence))}",
    )


def _moments(evidence: Evidence, members: Sequence[Member]) -> Iterator[float]:
    for member in members:
        life = member.life
        yield from (at for at in (life.born, life.ended, life.reaped, life.orphaned) if at is not None)
        for work in work_of(life, evidence):
            yield from (at for at in (work.began, work.ended) if at is not None)
    yield from (each.at for each in evidence.returns)
    if evidence.stall:
        yield evidence.stall.since


def _flags(evidence: Evidence, axis: Axis) -> tuple[Flag, ...]:
    returns = evidence.returns if len(evidence.returns) <= MOST_FLAGS else ()
    flags = [
        Flag(axis.place(each.at), f"the call {'returned' if each.failure is None else 'failed'} at {moment(each.at)}")
        for each in returns
    ]
    if evidence.stall:
        flags.append(Flag(axis.place(evidence.stall.since), f"nothing moved after {moment(evidence.stall.since)}"))
    return tuple(sorted(flags, key=lambda flag: flag.place))


# ---------------------------------------------------------------------------------------------- rows


def _rows(evidence: Evidence, members: Sequence[Member], axis: Axis, work: int) -> tuple[Row, ...]:
    places = {id(member.life): index for index, member in enumerate(members)}
    links = [
        (index, places[id(child.life)], axis.place(child.life.born))
        for index, member in enumerate(members)
        for child in member.children
    ]
    births = {child: place for _, child, place in links}
    return tuple(
        _row(
            evidence,
            member,
            axis,
            work,
            birth=births.get(index),
            leaving=tuple(place for parent, _, place in links if parent == index),
            passing=tuple(place for parent, child, place in links if parent < index < child),
        )
        for index, member in enumerate(members)
    )


def _row(
    evidence: Evidence,
    member: Member,
    axis: Axis,
    work: int,
    *,
    birth: float | None,
    leaving: tuple[float, ...],
    passing: tuple[float, ...],
) -> Row:
    life = member.life
    orphaned = orphaned_at(life, evidence)
    return Row(
        pid=life.pid,
        name=short_name(life, evidence),
        tree=member.branch("│ ", "├ ", "└ "),
        spans=tuple(_spans(evidence, life, axis, work)),
        birth=birth,
        passing=passing,
        leaving=leaving,
        end=None if life.ended is None else axis.place(life.ended),
        outcome=how_it_came_out(life),
        manner="ended" if life.killed else "well" if life.status == 0 else "badly",
        adopted=None if orphaned is None else axis.place(orphaned),
        reaped=_reaping(evidence, life, axis),
        notes=tuple(_notes(evidence, life)),
        sentence=_sentence(evidence, life),
    )


def _reaping(evidence: Evidence, life: ProcessLife, axis: Axis) -> float | None:
    """Give where its parent took notice of its end; None if nobody of the program did."""
    if life.reaped is None or life.killed or life.pid == evidence.main or was_never_reaped(evidence, life):
        return None
    return axis.place(life.reaped)


def _spans(evidence: Evidence, life: ProcessLife, axis: Axis, most_work: int) -> Iterator[Span]:
    end = span_of(evidence) if life.ended is None else life.ended
    orphaned = orphaned_at(life, evidence)
    yield _span(axis, life.born, end if orphaned is None else orphaned, "alive")
    if orphaned is not None:
        yield _span(axis, orphaned, end, "orphan", f"an orphan from {moment(orphaned)} on")
    for work in islice(work_of(life, evidence), most_work):
        until = end if work.ended is None else min(work.ended, end)
        title = f"{work.step}({work.item!r:.30}), {work.began:.2f}–{until:.2f} s"
        yield _span(axis, work.began, until, "failed-work" if work.failed else "work", title)
    if evidence.stall and (wait := _wait(evidence.stall, life)) and evidence.stall.since < end:
        yield _span(axis, evidence.stall.since, end, "waits", wait.sentence)
    if dead_for := zombie_seconds(life, evidence):
        yield _span(axis, end, end + dead_for, "zombie", f"dead, not reaped: a zombie for {duration(dead_for)}")


def _span(axis: Axis, begin: float, end: float, kind: str, title: str = "") -> Span:
    start = axis.place(begin)
    return Span(start, round(max(axis.place(end) - start, 0.0), 2), kind, title)


def _wait(stall: Stall | None, life: ProcessLife) -> Waiting | None:
    waits = telling_waits(stall) if stall and life.alive_at(stall.since) else ()
    return next((wait for wait in waits if wait.pid == life.pid and not wait.timed), None)


def _notes(evidence: Evidence, life: ProcessLife) -> Iterator[tuple[str, str]]:
    if (orphaned := orphaned_at(life, evidence)) is not None:
        by = f", adopted by process {life.adopted_by}" if life.adopted_by else ""
        yield "orphan", f"orphan from {moment(orphaned)} on{by}"
    if wait := _wait(evidence.stall, life):
        yield "waits", f"waits for {wait.thing}" if wait.thing else "waits"
    dead_for = zombie_seconds(life, evidence)
    never = dead_for > 0 and was_never_reaped(evidence, life)
    if never or dead_for >= NOTABLE_ZOMBIE_SECONDS:
        yield "zombie", f"zombie for {duration(dead_for)}{', never reaped' if never else ''}"


def _sentence(evidence: Evidence, life: ProcessLife) -> str:
    works = list(work_of(life, evidence))
    failed = sum(work.failed for work in works)
    worked = f"; it did {count(len(works), 'piece')} of work" if works else ""
    return f"{life_sentence(evidence, life)}{worked}{f', {failed} of which failed' if failed else ''}"


def _kinds(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield from (span.kind for span in row.spans if span.width > VISIBLE)
        if row.reaped is not None:
            yield "reaped"
        if row.end is not None:
            yield f"end-{row.manner}"
        if row.adopted is not None:
            yield "adopted"

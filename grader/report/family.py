"""Who is in a picture of a run's processes, in which order, and what is said of each: shared by all such pictures.

Children stand under the process that created them, in the order of their births. What the grader itself did to a
process (ending it, reaping it, taking its parent away) is no news about the program, and is not counted here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from grader.model import Evidence, ProcessLife, Work, signal_name
from grader.sentences import was_never_reaped

NOTABLE_ZOMBIE_SECONDS = 0.05
"""A zombie that nobody waits for this long is worth a word; every process is one for a moment."""


@dataclass(slots=True)
class Member:
    """A process and its place in the tree."""

    life: ProcessLife
    children: list[Member] = field(default_factory=list)
    place: tuple[bool, ...] = ()
    """For each generation above, and then for itself, whether it is the last of its parent's children."""

    def branch(self, trunk: str, middle: str, last: str) -> str:
        """Give the lines of the tree to the left of its name, drawn with pieces of equal width."""
        *generations, is_last = self.place or (None,)
        trunks = "".join(" " * len(trunk) if was_last else trunk for was_last in generations)
        return trunks + ("" if is_last is None else last if is_last else middle)


def family(evidence: Evidence, only: Collection[int] | None = None) -> Iterator[Member]:
    """Give everyone, each followed by its descendants; of `only`, places in `evidence.processes`, where it is given.

    A pid that was used twice means its latest owner.
    """
    roots: list[Member] = []
    owners: dict[int, Member] = {}
    for index, life in enumerate(evidence.processes):
        if only is not None and index not in only:
            continue
        parent = owners.get(life.parent)
        owners[life.pid] = member = Member(life)
        (parent.children if parent else roots).append(member)
    waiting = [Member(root.life, root.children) for root in reversed(roots)]
    while waiting:
        yield (member := waiting.pop())
        for child in reversed(member.children):
            child.place = (*member.place, child is member.children[-1])
            waiting.append(child)


def most_telling(evidence: Evidence, most: int) -> frozenset[int]:
    """Choose whom to draw where there is no room for all: main, whoever has a story, their ancestors, then the first.

    Gives places in `evidence.processes`.
    """
    parents = _parents(evidence)
    order = sorted(range(len(evidence.processes)), key=lambda index: (not _has_a_story(evidence, index), index))
    chosen: set[int] = set()
    for index in order:
        line = set(_line(index, parents)) - chosen
        if len(chosen) + len(line) <= most:
            chosen |= line
    return frozenset(chosen)


def _parents(evidence: Evidence) -> list[int | None]:
    """Give each process's parent as a place in the list; None for one whose parent was not recorded."""
    owners: dict[int, int] = {}
    parents = []
    for index, life in enumerate(evidence.processes):
        parents.append(owners.get(life.parent))
        owners[life.pid] = index
    return parents


def _line(index: int | None, parents: list[int | None]) -> Iterator[int]:
    while index is not None:
        yield index
        index = parents[index]


def _has_a_story(evidence: Evidence, index: int) -> bool:
    life = evidence.processes[index]
    return life.pid == evidence.main or bool(
        life.status or life.killed or life.orphaned is not None or was_never_reaped(evidence, life)
    )


# ---------------------------------------------------------------------------------------------- what is said


def short_name(life: ProcessLife, evidence: Evidence) -> str:
    """Name a process beside its pid: `main`, its program's name, or nothing for a plain fork. Not escaped."""
    if life.pid == evidence.main:
        return "main"
    if life.is_service:
        return "(Python's own)"
    return PurePath(life.command[0]).name if life.command else ""


def how_it_came_out(life: ProcessLife) -> str:
    """Give its end in a few characters: `exit 0`, `SIGKILL by the grader`, `still alive`."""
    if life.ended is None:
        return "still alive"
    status = f"exit {life.exit_code}" if life.signal is None else signal_name(life.signal)
    return f"{status} by the grader" if life.killed else status


def span_of(evidence: Evidence) -> float:
    """Give the length of the time axis in seconds: until the last thing that was recorded."""
    moments = [moment for life in evidence.processes for moment in (life.born, life.ended, life.reaped)]
    return max(evidence.seconds, *(moment for moment in moments if moment is not None), 1e-6)


def zombie_seconds(life: ProcessLife, evidence: Evidence) -> float:
    """Give how long the program left it unreaped. Reaping main, and whom the grader ended, is the grader's business."""
    if life.pid == evidence.main or life.killed:
        return 0.0
    return max(life.zombie_seconds(span_of(evidence)), 0.0)


def orphaned_at(life: ProcessLife, evidence: Evidence) -> float | None:
    """Give when it lost its parent while it lived.

    A parent that the grader ended is no news about the program, and the library's own helpers outlive main by design.
    """
    parent = evidence.life(life.parent)
    if life.orphaned is None or life.is_service or (parent and parent.killed) or not life.alive_at(life.orphaned):
        return None
    return life.orphaned


def work_of(life: ProcessLife, evidence: Evidence) -> Iterator[Work]:
    """Give the pieces of work that it began while it lived."""
    for work in evidence.work:
        if work.pid == life.pid and life.born <= work.began and (life.ended is None or work.began <= life.ended):
            yield work

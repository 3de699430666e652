"""The wait-for graph of a run that stood still: geometry for the page, without markup.

Processes and things are boxes; an arrow leads from whoever waits to the thing it waits for, and from there to whoever
holds it. A cycle stands in a circle, in its own order, and the others above it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from grader.model import Evidence, Stall, Waiting
from grader.report.waits import process_name, telling_waits

WIDTH = 360
MOST_NODES = 10
BOX_WIDTH, BOX_HEIGHT = 108, 34
_ROW = 3
_MARGIN = 8
_BEND = 22
"""How far two arrows between the same two boxes keep from the straight line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A process or a thing; `x` and `y` are its middle."""

    label: str
    kind: str
    """`process`, `ended` (a process that had ended by then) or `thing`."""
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """From whoever waits to what for, or from a thing to whoever holds it; a path of SVG."""

    path: str
    in_cycle: bool
    holds: bool
    """Whether it says who holds a thing, not who waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitGraph:
    """The whole picture, in a box of WIDTH by `height`."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    height: float
    left_out: int
    has_cycle: bool


def wait_graph(evidence: Evidence, stall: Stall) -> WaitGraph:
    """Lay out who waits for whom."""
    links = list(dict.fromkeys(_links(evidence, stall)))
    cycle = _certain_circle(evidence, stall) or _cycle(links)
    names = list(dict.fromkeys([*cycle, *(name for link in links for name in link)]))
    places, height = _places(cycle, names[:MOST_NODES])
    around = set(pairwise([*cycle, *cycle[:1]]))
    ended = {process_name(evidence, life.pid) for life in evidence.processes if not life.alive_at(stall.since)}
    processes = {process_name(evidence, life.pid) for life in evidence.processes}
    return WaitGraph(
        boxes=tuple(
            Box(label=name, kind=_kind(name, processes, ended), x=round(x, 1), y=round(y, 1))
            for name, (x, y) in places.items()
        ),
        arrows=tuple(
            Arrow(
                path=_path(places[link[0]], places[link[1]], bent=link[::-1] in links),
                in_cycle=link in around,
                holds=link[0] not in processes,
            )
            for link in links
            if link[0] in places and link[1] in places
        ),
        height=height,
        left_out=max(len(names) - MOST_NODES, 0),
        has_cycle=bool(cycle),
    )


def _links(evidence: Evidence, stall: Stall) -> Iterator[tuple[str, str]]:
    for wait in telling_waits(stall):
        waiter = process_name(evidence, wait.pid)
        holders = [process_name(evidence, pid) for pid in wait.holders]
        if _has_a_box(wait):
            yield waiter, wait.thing
            yield from ((wait.thing, holder) for holder in holders)
        else:
            yield from ((waiter, holder) for holder in holders)


def _kind(name: str, processes: set[str], ended: set[str]) -> str:
    return "thing" if name not in processes else "ended" if name in ended else "process"


def _certain_circle(evidence: Evidence, stall: Stall) -> list[str]:
    """Give the boxes of the circle that nobody outside of it could break."""
    names: list[str] = []
    pids = stall.circle()
    for pid, following in pairwise([*pids, *pids[:1]]):
        wait = next(wait for wait in stall.waits if wait.pid == pid and wait.holders == (following,))
        names += [process_name(evidence, pid), *([wait.thing] if _has_a_box(wait) else [])]
    return names


def _has_a_box(wait: Waiting) -> bool:
    """Whether what it waits for is a thing between processes, and not simply the end of a process."""
    return bool(wait.thing) and not (wait.kind == "child" and wait.holders)


def _cycle(links: Sequence[tuple[str, str]]) -> list[str]:
    """Give the names on one cycle in its order, or nothing if there is none."""
    following: dict[str, list[str]] = {}
    for begin, end in links:
        following.setdefault(begin, []).append(end)
    done: set[str] = set()
    for start in following:
        path, choices = [start], [iter(following[start])]
        while path:
            step = next((name for name in choices[-1] if name not in done), None)
            if step is None:
                done.add(path.pop())
                choices.pop()
            elif step in path:
                return path[path.index(step) :]
            else:
                path.append(step)
                choices.append(iter(following.get(step, ())))
    return []


# ---------------------------------------------------------------------------------------------- geometry


def _places(cycle: Sequence[str], names: Sequence[str]) -> tuple[dict[str, tuple[float, float]], float]:
    """Give the middle of each box and the height of all: the cycle in a circle, the rest in rows above it."""
    circle = [name for name in names if name in cycle] or list(names)
    rest = [name for name in names if name not in circle]
    top = 0.0
    places: dict[str, tuple[float, float]] = {}
    for index in range(0, len(rest), _ROW):
        row = rest[index : index + _ROW]
        top += BOX_HEIGHT + 2 * _MARGIN
        for column, name in enumerate(row):
            places[name] = (WIDTH * (column + 0.5) / len(row), top - BOX_HEIGHT / 2)
        top += 2 * _MARGIN
    across = WIDTH / 2 - BOX_WIDTH / 2 - _MARGIN
    down = {1: 0.0, 2: 0.0, 3: 62.0}.get(len(circle), 26.0 * max(len(circle) / 1.3, 3))
    middle = top + _MARGIN + BOX_HEIGHT / 2 + down
    for index, name in enumerate(circle):
        angle = 2 * math.pi * index / len(circle) - (math.pi if len(circle) == 2 else math.pi / 2)
        places[name] = (WIDTH / 2 + across * math.cos(angle), middle + down * math.sin(angle))
    return places, round(middle + down + BOX_HEIGHT / 2 + _MARGIN + (_BEND if len(circle) == 2 else 0), 1)


def _path(begin: tuple[float, float], end: tuple[float, float], *, bent: bool) -> str:
    """Give a line from the edge of one box to the edge of the other; `bent` where one comes the other way."""
    (x1, y1), (x2, y2) = begin, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    bend = _BEND if bent else 0.0
    turn_x, turn_y = (x1 + x2) / 2 - bend * (y2 - y1) / length, (y1 + y2) / 2 + bend * (x2 - x1) / length
    start, stop = _edge(begin, (turn_x, turn_y), 2), _edge(end, (turn_x, turn_y), 6)
    return f"M{start[0]:.1f} {start[1]:.1f}Q{turn_x:.1f} {turn_y:.1f} {stop[0]:.1f} {stop[1]:.1f}"


def _edge(box: tuple[float, float], towards: tuple[float, float], gap: float) -> tuple[float, float]:
    """Give where the line from a box's middle towards a point leaves the box, and a little further."""
    dx, dy = towards[0] - box[0], towards[1] - box[1]
    scale = min(
        (BOX_WIDTH / 2 + gap) / abs(dx) if dx else math.inf,
        (BOX_HEIGHT / 2 + gap) / abs(dy) if dy else math.inf,
    )
    scale = 0.0 if scale == math.inf else scale
    return box[0] + dx * scale, box[1] + dy * scale

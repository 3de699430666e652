"""The time axis of a picture: from seconds to per cent of its width, with long stretches of nothing folded.

A program that hangs does everything in its first tenth of a second and then nothing until its time is up. To scale,
its whole story would be one smudge at the left. So a stretch in which nothing at all happens, and which would take
more than its share of the width, is drawn narrower than it was; a picture shows where, and how long it really was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

LARGEST_SHARE = 0.75
SHORTEST_SECONDS = 0.5
"""A stretch without an event that is longer than this part of the axis, and than this, is folded."""
FOLDED_SHARE = 0.22
"""The part of the width that a folded stretch gets."""
WIDTH = 100.0


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch of time that is drawn narrower than it was; places in per cent of the width."""

    start: float
    end: float
    seconds: float


class Axis:
    """A monotonic map from seconds to per cent, piecewise linear."""

    def __init__(self, moments: Iterable[float], span: float) -> None:
        """`moments` is when something happens; `span` is the length of the axis in seconds, above 0."""
        self._knots = sorted({0.0, span, *(moment for moment in moments if 0.0 < moment < span)})
        gaps = [later - earlier for earlier, later in pairwise(self._knots)]
        empty = [gap > max(LARGEST_SHARE * span, SHORTEST_SECONDS) for gap in gaps]
        busy = sum(gap for gap, is_empty in zip(gaps, empty, strict=True) if not is_empty)
        room = WIDTH - WIDTH * FOLDED_SHARE * sum(empty) if busy else WIDTH
        widths = [
            WIDTH * FOLDED_SHARE if is_empty and busy else gap / (busy or span) * room
            for gap, is_empty in zip(gaps, empty, strict=True)
        ]
        self._places = [0.0, *accumulate(widths)]
        self.folds = tuple(
            Fold(round(self._places[index], 2), round(self._places[index + 1], 2), gaps[index])
            for index, is_empty in enumerate(empty)
            if is_empty and busy
        )

    def place(self, moment: float) -> float:
        """Give where a moment lies, in per cent; a moment before or after the axis lies at its end."""
        moment = min(max(moment, 0.0), self._knots[-1])
        index = min(bisect_right(self._knots, moment), len(self._knots) - 1)
        begin, end = self._knots[index - 1], self._knots[index]
        share = (moment - begin) / (end - begin)
        return round(self._places[index - 1] + share * (self._places[index] - self._places[index - 1]), 2)

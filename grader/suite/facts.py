"""The facts of one finished run, as a hidden test asks for them: what the call gave, who was there, who worked.

Asking for a value that is not there fails the check. `PromiseError`, which does that, carries two texts: `seen`, which
every student may read and which therefore holds no hidden input, and `detail`, which may show expected and got if the
course allows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, nextafter
from typing import Any, TypeVar

from grader.escaping import cut
from grader.model import Ending, Evidence, Failure, Json, ProcessLife, Return, Work
from grader.sentences import count, failure_sentence, no_return_sentence
from grader.suite.shapes import fits, shape_in_words

MOST_SENTENCES = 6
DETAIL_CHARACTERS = 2000

Shape = TypeVar("Shape")


class PromiseError(AssertionError):
    """A promise does not hold. `seen` is for every student, `detail` for courses that show expected and got."""

    def __init__(self, *seen: str, detail: str = "") -> None:
        shown = seen[:MOST_SENTENCES]
        more = (f"… and {count(len(seen) - len(shown), 'more thing', 'more things')} like that",)
        self.seen = "\n".join(shown if len(shown) == len(seen) else shown + more)
        self.detail = cut(detail, DETAIL_CHARACTERS)
        super().__init__(self.seen)


class UndecidedError(Exception):
    """A promise cannot be judged, for a reason of ours: nobody loses points. The message is for people."""


class Facts:
    """What is known of one finished run; `repeat` is how often its call was to be made."""

    def __init__(self, evidence: Evidence, *, repeat: int = 1) -> None:
        self.evidence = evidence
        self.repeat = repeat
        self.rests_on_processes = False
        """Whether the check has asked who was there; what it concludes from that is worth as much as the record is."""

    def __repr__(self) -> str:
        return self.evidence.call or "run"

    # ---------------------------------------------------------------------------------- what the call gave

    @property
    def value(self) -> Any:
        """What the last call returned. If there is nothing, the check fails with a sentence that says why."""
        last = self.last_return()
        if last.value is None:
            raise PromiseError("the call returned nothing (None); is there a `return` on every way through it?")
        return last.value

    def value_as(self, shape: type[Shape]) -> Shape:
        """Return the value if it has this shape, such as `list[list[int]]`; otherwise the check fails and says so.

        What a student's function returns may be anything: a check that computes with it asks for its shape first.
        """
        value = self.value
        if not fits(value, shape):
            raise PromiseError(
                f"the call returned something that is not {shape_in_words(shape)}",
                detail=f"it returned {as_text(value)}",
            )
        wanted: Shape = value
        return wanted

    @property
    def values(self) -> tuple[Json, ...]:
        """What each of the calls returned; the check fails if one of them gave no value."""
        self.last_return()
        return tuple(each.value for each in self.evidence.returns)

    @property
    def failure(self) -> Failure | None:
        """Why a call gave no value, in the words of the student's own interpreter; None if none of them failed."""
        return next((each.failure for each in self.evidence.returns if each.failure is not None), None)

    def last_return(self) -> Return:
        """The last of the returns; the check fails if a call failed or did not return, or the program ended badly."""
        if self.failure is not None:
            raise PromiseError(failure_sentence(self.failure), detail=self.failure.traceback)
        if len(self.evidence.returns) < self.repeat:
            raise PromiseError(self.no_return())
        if self.evidence.ending not in (Ending.EXITED, Ending.STOPPED):
            raise PromiseError(f"the call returned, but the program {self.evidence.sentence}")
        return self.evidence.returns[-1]

    def no_return(self) -> str:
        """Why there are fewer returns than calls."""
        sentence = no_return_sentence(self.evidence)
        if not self.evidence.returns:
            return sentence
        return f"of {self.repeat} calls in one process, only {len(self.evidence.returns)} returned: {sentence}"

    # ---------------------------------------------------------------------------------- who was there

    @property
    def main(self) -> ProcessLife | None:
        """The process that made the call."""
        return self.evidence.life(self.evidence.main)

    @property
    def processes(self) -> tuple[ProcessLife, ...]:
        """All processes of the run in the order of their births, main and the library's services included."""
        self.rests_on_processes = True
        return self.evidence.processes

    @property
    def others(self) -> tuple[ProcessLife, ...]:
        """All processes but main and the library's services."""
        return tuple(life for life in self.processes if life.pid != self.evidence.main and not life.is_service)

    @property
    def children(self) -> tuple[ProcessLife, ...]:
        """Those that main created, itself or through the library's fork server."""
        parents = {self.evidence.main, *(life.pid for life in self.processes if life.is_service)}
        return tuple(life for life in self.others if life.parent in parents)

    @property
    def work(self) -> tuple[Work, ...]:
        """What was done through the workshop, by `work(item)` and by `make(item)`, in the order of the beginnings."""
        return tuple(piece for piece in self.evidence.work if piece.step != "escaped")

    @property
    def worked(self) -> tuple[Work, ...]:
        """What was done by `work(item)` alone."""
        return tuple(piece for piece in self.work if piece.step == "work")

    @property
    def escaped(self) -> tuple[int, ...]:
        """The pids of children that came out of the call, and so would have gone on as if they were main."""
        return tuple(piece.pid for piece in self.evidence.work if piece.step == "escaped")

    @property
    def most_alive(self) -> int:
        """The largest number of `others` alive at one instant."""
        return most_at_once((life.born, self._end(life.ended)) for life in self.others)

    @property
    def most_working(self) -> int:
        """The largest number of calls of `work(item)` under way at one instant."""
        return most_at_once((piece.began, self._end(piece.ended, piece.pid)) for piece in self.worked)

    def _end(self, ended: float | None, pid: int | None = None) -> float:
        """When something was over: a piece of work that was cut off ends with its process."""
        life = None if pid is None else self.evidence.life(pid)
        if ended is None and life is not None:
            ended = life.ended
        return self.evidence.seconds if ended is None else ended


def most_at_once(spans: Iterable[tuple[float, float]]) -> int:
    """Give the largest number of half-open spans of time that share an instant; an empty span holds its first."""
    changes = [change for began, ended in spans for change in ((began, 1), (max(ended, nextafter(began, inf)), -1))]
    most = now = 0
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return most


def as_text(value: object) -> str:
    """Give a value for people, cut to a bearable length."""
    return cut(repr(value), DETAIL_CHARACTERS)

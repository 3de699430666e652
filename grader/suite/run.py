"""One run as a hidden test sees it: its value, its processes, and assertions that say what was seen.

Every judgement is made on evidence. A failed assertion carries two texts: `seen`, which every student may read and
which therefore holds no hidden input, and `detail`, which may show expected and got if the course allows it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from math import inf, nextafter
from typing import Any, TypeVar

from grader.escaping import cut
from grader.model import Ending, Evidence, Failure, Json, Leftovers, ProcessLife, Return, Work
from grader.sentences import (
    count,
    failure_sentence,
    leftover_sentences,
    life_sentence,
    listed,
    moment,
    name_of,
    no_return_sentence,
)
from grader.suite.shapes import fits, shape_in_words

REAP_GRACE_SECONDS = 0.2
"""How long after the return of a call a child may still be a zombie: a parent that joins in order holds short ones."""
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


class Run:
    """One finished run of a call, or of a program; `repeat` is how often the call was to be made."""

    def __init__(self, evidence: Evidence, *, repeat: int = 1) -> None:
        self.evidence = evidence
        self._repeat = repeat

    def __repr__(self) -> str:
        return self.evidence.call or "run"

    # ---------------------------------------------------------------------------------- what the call gave

    @property
    def value(self) -> Any:
        """What the last call returned. If there is nothing, the check fails with a sentence that says why."""
        last = self._returned()
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
        self._returned()
        return tuple(each.value for each in self.evidence.returns)

    @property
    def failure(self) -> Failure | None:
        """Why a call gave no value, in the words of the student's own interpreter; None if none of them failed."""
        return next((each.failure for each in self.evidence.returns if each.failure is not None), None)

    def _returned(self) -> Return:
        if self.failure is not None:
            raise PromiseError(failure_sentence(self.failure), detail=self.failure.traceback)
        if len(self.evidence.returns) < self._repeat:
            raise PromiseError(self._no_return())
        return self.evidence.returns[-1]

    def _no_return(self) -> str:
        sentence = no_return_sentence(self.evidence)
        if not self.evidence.returns:
            return sentence
        return f"of {self._repeat} calls in one process, only {len(self.evidence.returns)} returned: {sentence}"

    # ---------------------------------------------------------------------------------- who was there

    @property
    def main(self) -> ProcessLife | None:
        """The process that made the call."""
        return self.evidence.life(self.evidence.main)

    @property
    def processes(self) -> tuple[ProcessLife, ...]:
        """All processes of the run in the order of their births, main and the library's services included."""
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
        return self.evidence.work

    @property
    def _worked(self) -> list[Work]:
        return [piece for piece in self.work if piece.step == "work"]

    @property
    def most_alive(self) -> int:
        """The largest number of `others` alive at one instant."""
        return most_at_once((life.born, self._end(life.ended)) for life in self.others)

    @property
    def most_working(self) -> int:
        """The largest number of calls of `work(item)` under way at one instant."""
        return most_at_once((piece.began, self._end(piece.ended, piece.pid)) for piece in self._worked)

    def _end(self, ended: float | None, pid: int | None = None) -> float:
        """When something was over: a piece of work that was cut off ends with its process."""
        life = None if pid is None else self.evidence.life(pid)
        if ended is None and life is not None:
            ended = life.ended
        return self.evidence.seconds if ended is None else ended

    # ---------------------------------------------------------------------------------- assertions

    def assert_clean(self) -> None:
        """Every call returned, the program ended by itself, and at no return nor at its end was anything left over."""
        if self.evidence.ending is not Ending.EXITED:
            raise PromiseError(f"the program did not end by itself: it {self.evidence.sentence}")
        if len(self.evidence.returns) < self._repeat:
            raise PromiseError(self._no_return())
        if seen := [*self._left_at_returns(), *self._left_at_exit()]:
            raise PromiseError(*dict.fromkeys(seen))

    def assert_raised(self, type_name: str | None = None) -> None:
        """The call raised an error, of this type if one is named: it did not hang, die or return."""
        failure = self.failure
        if failure is None and self.evidence.returns:
            raise PromiseError("the call returned as if nothing had happened, where it should raise an error")
        if failure is None:
            raise PromiseError(f"the call should raise an error, but {no_return_sentence(self.evidence)}")
        if failure.kind != "raised":
            raise PromiseError(failure_sentence(failure), detail=failure.traceback)
        if type_name is not None and failure.type.rpartition(".")[2] != type_name:
            raise PromiseError(f"{failure_sentence(failure)}; it should raise {type_name}", detail=failure.traceback)

    def assert_processes(self, number: int) -> None:
        """Exactly this many processes were started, besides main and the library's services."""
        if len(self.others) != number:
            raise PromiseError(
                f"the program started {count(len(self.others), 'process')}, where it should start {number}",
                *(life_sentence(self.evidence, life) for life in self.others),
            )

    def assert_overlap(self, number: int) -> None:
        """At least this many of the other processes were alive at one instant."""
        if self.most_alive < number:
            raise PromiseError(
                f"never more than {count(self.most_alive, 'process')} besides main {_were(self.most_alive)} "
                f"alive at one instant, where {number} should be",
                *(self._span(life) for life in self.others),
            )

    def assert_working_together(self, number: int) -> None:
        """At least this many pieces of work were under way at one instant."""
        if self.most_working < number:
            raise PromiseError(
                f"never more than {count(self.most_working, 'piece of work', 'pieces of work')} "
                f"{_were(self.most_working)} under way at one instant, where {number} should be"
            )

    def assert_worked(self, items: Iterable[Json]) -> None:
        """Exactly these items were worked through the workshop, each once, in any order."""
        wanted, done = Counter(map(as_key, items)), Counter(as_key(piece.item) for piece in self._worked)
        if wanted == done:
            return
        missing, extra = wanted - done, done - wanted
        words = []
        if missing:
            words.append(
                f"{count(missing.total(), 'item')} of {wanted.total()} {_were(missing.total())} never worked on"
            )
        if extra:
            words.append(f"{count(extra.total(), 'piece')} of work {_were(extra.total())} done twice, or unasked")
        raise PromiseError(
            f"{listed(words)}; `work(item)` is to be called once for each item",
            detail=f"never worked: {_keys(missing)}\nworked too often: {_keys(extra)}",
        )

    def assert_worked_in_children(self) -> None:
        """Work was done, and none of it by main."""
        main = [piece for piece in self.work if piece.pid == self.evidence.main]
        if not self.work:
            raise PromiseError("no work was done at all: `work(item)` was never called")
        if main:
            raise PromiseError(
                f"main did {len(main)} of {count(len(self.work), 'piece')} of work itself, "
                f"the first at {moment(main[0].began)}"
            )

    def assert_reaped(self) -> None:
        """Every process of the run, services aside, was reaped by its own parent before the last call returned."""
        returned = self._returned().at
        if seen := self._unreaped(returned):
            raise PromiseError(*seen)

    # ---------------------------------------------------------------------------------- what was seen

    def _left_at_returns(self) -> list[str]:
        when = "when the call returned" if self._repeat == 1 else "when a call returned"
        return [sentence for each in self.evidence.returns for sentence in self._left(each.left, when)]

    def _left_at_exit(self) -> list[str]:
        """A zombie is a fault at the moment main ends; the rest has the time that the sandbox gave it to go."""
        zombies = self._left(Leftovers(zombies=self.evidence.at_exit.zombies), "when main ended")
        return [*zombies, *self._left(self.evidence.left, "some time after main had ended")]

    def _left(self, left: Leftovers, when: str) -> tuple[str, ...]:
        services = {life.pid for life in self.processes if life.is_service}
        alive = tuple(pid for pid in left.alive if pid not in services)
        zombies = tuple(pid for pid in left.zombies if pid not in services)
        return leftover_sentences(self.evidence, Leftovers(alive=alive, zombies=zombies, names=left.names), when)

    def _unreaped(self, returned: float) -> list[str]:
        """What became of each process that nobody of the program waited for in time."""
        left = self.evidence.returns[-1].left
        late = {*left.alive, *left.zombies, *self.evidence.at_exit.zombies}
        return [
            life_sentence(self.evidence, life)
            for life in self.others
            if life.pid in late
            or life.reaped is None
            or life.orphaned is not None
            or life.reaped > returned + REAP_GRACE_SECONDS
        ]

    def _span(self, life: ProcessLife) -> str:
        until = "the end" if life.ended is None else moment(life.ended)
        return f"{name_of(self.evidence, life.pid)} lived from {moment(life.born)} to {until}"


def most_at_once(spans: Iterable[tuple[float, float]]) -> int:
    """Give the largest number of half-open spans of time that share an instant; an empty span holds its first."""
    changes = [change for began, ended in spans for change in ((began, 1), (max(ended, nextafter(began, inf)), -1))]
    most = now = 0
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return most


def as_key(item: Json) -> str:
    """Give an item as canonical JSON text, so that items can be counted whatever they are."""
    return json.dumps(item, sort_keys=True)


def as_text(value: object) -> str:
    """Give a value for people, cut to a bearable length."""
    return cut(repr(value), DETAIL_CHARACTERS)


def _were(number: int) -> str:
    return "was" if number < 2 else "were"


def _keys(items: Counter[str]) -> str:
    return ", ".join(sorted(items.elements())) or "nothing"

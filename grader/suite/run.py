"""One run as a hidden test sees it: its facts, and assertions that say what was seen.

Every judgement is made on evidence, never on what a program printed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise

from grader.model import Ending, Json, Leftovers, ProcessLife, Stall
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
from grader.suite.facts import Facts, PromiseError

REAP_GRACE_SECONDS = 0.2
"""How long after the return of a call a child may still be a zombie: a parent that joins in order holds short ones."""


class Run(Facts):
    """One finished run of a call, or of a program."""

    def assert_clean(self) -> None:
        """Every call returned, in main alone; the program ended by itself; nothing was left then, nor at a return."""
        if self.evidence.ending is not Ending.EXITED:
            raise PromiseError(f"the program did not end by itself: it {self.evidence.sentence}")
        if len(self.evidence.returns) < self.repeat:
            raise PromiseError(self.no_return())
        if seen := [*self._escapes(), *self._left_at_returns(), *self._left_at_exit()]:
            raise PromiseError(*dict.fromkeys(seen))

    def assert_deadlocked(self, number: int = 2) -> None:
        """This many of the other processes wait for ever, in a circle, each for a lock that the next one holds."""
        self.rests_on_processes = True
        stall = self.evidence.stall
        if self.evidence.returns:
            self.last_return()
            raise PromiseError("the call returned, where it should wait for ever")
        if self.evidence.ending is not Ending.DEADLOCKED or stall is None:
            raise PromiseError(f"the program should be deadlocked, but it {self.evidence.sentence}")
        circle = stall.circle(["lock"]) or _crosswise(stall)
        if len(circle) != number or self.evidence.main in circle:
            raise PromiseError(
                f"nobody moves any more, but it is not {count(number, 'process')} that wait for each other's locks",
                *(wait.sentence for wait in stall.waits),
            )

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
        wanted, done = Counter(map(as_key, items)), Counter(as_key(piece.item) for piece in self.worked)
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
        returned = self.last_return().at
        if seen := self._unreaped(returned):
            raise PromiseError(*seen)

    def assert_descriptors_kept(self) -> None:
        """Calls that are repeated do not leave more and more descriptors open; the first one may load what it needs.

        More and more is never fewer, and more after most of the calls: what is still about to be closed when one of
        them returns makes it seem to leave more, and the next one none.
        """
        counts = [each.descriptors for each in self.evidence.returns[1:] if each.descriptors is not None]
        steps = [later - sooner for sooner, later in pairwise(counts)]
        if steps and min(steps) >= 0 and 2 * sum(step > 0 for step in steps) > len(steps):
            raise PromiseError(f"further calls left more and more descriptors open: {listed(map(str, counts))}")

    # ---------------------------------------------------------------------------------- what was seen

    def _escapes(self) -> list[str]:
        out = "is a child, but it came out of the function as if it were the caller"
        return [f"{name_of(self.evidence, pid)} {out}" for pid in self.escaped]

    def _left_at_returns(self) -> list[str]:
        when = "when the call returned" if self.repeat == 1 else "when a call returned"
        return [sentence for each in self.evidence.returns for sentence in self._left(each.left, when)]

    def _left_at_exit(self) -> list[str]:
        """A zombie is a fault at the moment main ends; the rest has the time that the sandbox gave it to go.

        What was said of a return is not said again.
        """
        told = {pid for each in self.evidence.returns for pid in (*each.left.alive, *each.left.zombies)}
        zombies = self._left(Leftovers(zombies=self.evidence.at_exit.zombies), "when main ended", told)
        later = "some time after main had ended"
        return [*zombies, *self._left(self.evidence.left, later, told, excused=())]

    def _services(self) -> set[int]:
        return {life.pid for life in self.evidence.processes if life.is_service}

    def _left(
        self, left: Leftovers, when: str, told: Collection[int] = (), *, excused: Collection[int] | None = None
    ) -> tuple[str, ...]:
        """Sentences about what was left; alive, the library's services are excused unless others are."""
        ignored = {*told, *(self._services() if excused is None else excused)}
        alive = tuple(pid for pid in left.alive if pid not in ignored)
        zombies = tuple(pid for pid in left.zombies if pid not in told)
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


def _crosswise(stall: Stall) -> tuple[int, ...]:
    """Those who wait for different locks that all of them share, where nobody can tell who holds them (as in C)."""
    blind = [
        wait
        for wait in stall.waits
        if wait.kind == "lock" and len(wait.holders) > 1 and wait.thing.startswith(("lock", "semaphore", "mutex"))
    ]
    who = tuple(dict.fromkeys(wait.pid for wait in blind))
    crosswise = len({wait.thing for wait in blind}) == len(who) and all(set(who) <= set(wait.holders) for wait in blind)
    return who if crosswise else ()


def as_key(item: Json) -> str:
    """Give an item as canonical JSON text, so that items can be counted whatever they are."""
    return json.dumps(item, sort_keys=True)


def _were(number: int) -> str:
    return "was" if number < 2 else "were"


def _keys(items: Counter[str]) -> str:
    return ", ".join(sorted(items.elements())) or "nothing"

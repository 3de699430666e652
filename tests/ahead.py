"""Runs that begin before their tests ask for them: most of a run is waiting, and several can wait at the same time.

Each test still has a run of its own, asks for it by name, and fails by itself:

    with Ahead(run, names, at_once=4) as evidence_of:
        evidence_of(name)  # the next three are under way meanwhile
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any


class Ahead:
    """Calls `work` for the name that is asked for, and for those that come next in the order of `names`.

    What the work of a name raises is raised where that name is asked for. It is done again for a name that is asked
    for again. After the block nothing is under way any more.
    """

    def __init__(self, work: Callable[..., Any], names: Iterable[Hashable], at_once: int) -> None:
        self._work = work
        self._names = list(names)
        self._at_once = at_once
        self._pool = ThreadPoolExecutor(at_once)
        self._begun: dict[Hashable, Future[Any]] = {}

    def __call__(self, name: Hashable) -> Any:
        """Give what came of a name, once it is there."""
        place = self._names.index(name)
        for each in self._names[place : place + self._at_once]:
            if each not in self._begun:
                self._begun[each] = self._pool.submit(self._work, each)
        return self._begun.pop(name).result()

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

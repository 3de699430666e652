"""Runs that begin before their tests ask for them: most of a run is waiting, and several can wait at the same time.

Each test still has a run of its own, asks for it by the values of its parameters, and fails by itself:

    @pytest.fixture(scope="module")
    def evidence_of(request, sandbox):
        with Ahead(partial(run, sandbox), chosen(request, "program", "method"), at_once=4) as evidence_of:
            yield evidence_of

    def test_a_claim(evidence_of, program, method):
        evidence_of(program, method)  # the next three are under way meanwhile
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

import pytest


def chosen(request: pytest.FixtureRequest, *parameters: str) -> list[tuple[Any, ...]]:
    """The values of these parameters, for each test of this round that uses the fixture, in the order of the tests."""
    users = (item for item in request.session.items if request.fixturename in getattr(item, "fixturenames", ()))
    ours = (item.callspec.params for item in users if item.path == request.path)
    return list(dict.fromkeys(tuple(given[name] for name in parameters) for given in ours))


class Ahead:
    """Calls `work` with the values that are asked for, and with those that come next among `all_values`.

    What the work raises is raised where these values are asked for. It is done again if they are asked for again.
    After the block nothing is under way any more.
    """

    def __init__(self, work: Callable[..., Any], all_values: Iterable[tuple[Any, ...]], at_once: int) -> None:
        self._work = work
        self._all = list(all_values)
        self._at_once = at_once
        self._pool = ThreadPoolExecutor(at_once)
        self._begun: dict[tuple[Any, ...], Future[Any]] = {}

    def __call__(self, *values: Any) -> Any:
        """Give what came of these values, once it is there."""
        place = self._all.index(values)
        for each in self._all[place : place + self._at_once]:
            if each not in self._begun:
                self._begun[each] = self._pool.submit(self._work, *each)
        return self._begun.pop(values).result()

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

"""Looking at checks side by side, in threads of the judge's own process, while pytest goes through them one by one.

A check is mostly waiting for sandboxed runs, and each run keeps to a processor or waits itself. pytest takes the checks
from the first to the last; the threads here take them from the last to the first, and whoever comes to a check that
the other has begun takes over what came of it. So the order of what is told stays that of the suite.

Only a check that asks for its student, and for no other fixture, is begun here. If one that it builds upon turns out
not to hold, what came of it is forgotten.
"""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import pytest
from _pytest import assertion

from grader.suite.student import Student


class Begun:
    """A check that was begun here: its student, and what comes of it."""

    def __init__(self, item: pytest.Function, student: Student) -> None:
        self._item = item
        self._outcome: Future[None] = Future()
        self.student = student
        self.seconds = 0.0
        """How long it took, once it is over."""

    def carry_out(self) -> None:
        """Look at the check, and keep whatever it raises."""
        began = time.monotonic()
        try:
            self._item.obj(student=self.student)
        except BaseException as error:  # pytest's own outcomes are no Exceptions; whoever waits raises it again
            self._finish(began)
            self._outcome.set_exception(error)
        else:
            self._finish(began)
            self._outcome.set_result(None)

    def wait(self) -> None:
        """Wait until it is over. Raises what it raised."""
        self._outcome.result()

    def _finish(self, began: float) -> None:
        self.seconds = time.monotonic() - began


class Ahead:
    """Begins checks that pytest has not come to yet."""

    def __init__(
        self, threads: int, student_of: Callable[[pytest.Item], Student], is_blocked: Callable[[pytest.Item], bool]
    ) -> None:
        self._threads = threads
        self._student_of = student_of
        self._is_blocked = is_blocked
        self._lock = threading.Lock()
        self._left: list[pytest.Function] = []
        self._begun: dict[pytest.Item, Begun] = {}

    def begin(self, items: Sequence[pytest.Item]) -> None:
        """Go through these checks, from the last one."""
        functions = [item for item in items if isinstance(item, pytest.Function)]
        self._left = [item for item in functions if _asks_for_its_student_only(item)]
        if self._threads and self._left:
            # pytest explains a failed comparison only while it is at some check; the threads are outside of that.
            self._explaining = assertion.pytest_runtest_protocol(self._left[0])
            next(self._explaining)
        for _ in range(self._threads):
            threading.Thread(target=self._work, name="ahead", daemon=True).start()

    def take(self, item: pytest.Item) -> Begun | None:
        """What has become of a check that pytest comes to; None if nobody has begun it, and then nobody else will."""
        with self._lock:
            self._left = [each for each in self._left if each is not item]
            return self._begun.get(item)

    def _work(self) -> None:
        while (begun := self._next()) is not None:
            begun.carry_out()

    def _next(self) -> Begun | None:
        """The last check that may hold, begun; None when there are no more."""
        with self._lock:
            while self._left:
                item = self._left.pop()
                if not self._is_blocked(item):
                    self._begun[item] = Begun(item, self._student_of(item))
                    return self._begun[item]
            return None


def _asks_for_its_student_only(item: pytest.Function) -> bool:
    asked = tuple(inspect.signature(item.obj).parameters)
    return asked == ("student",) and set(item.fixturenames) == {"student", "request"}  # the student's own fixture

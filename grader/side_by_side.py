"""Several grades at once, or one after the other, by runners that are kept warm from one grade to the next.

A runner of its own costs each grade some 0.7 s of processor time before anything has been looked at. Whoever grades
one submission hardly notices, as it starts meanwhile; whoever grades fourteen exercises, or all programs of a course,
waits for little else. Each grade is judged in a process of its own, so threads are enough to wait for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from typing import Any, TypeVar

from grader.grading import Told
from grader.processes import Runner, take_warm_runner
from grader.suite.request import Request, to_text

Job = TypeVar("Job")
Result = TypeVar("Result")
How = Mapping[str, Any]
"""Settings of `grading.grade`: with them it uses a warm runner, and is left at once when nobody wants it any more."""


def side_by_side(
    carry_out: Callable[[Job, How], Result], jobs: Iterable[Job], workers: int, *, in_order: bool = False
) -> Generator[Result, None, None]:
    """Give what comes of each job, as it comes or in the order of the jobs.

    If that is closed early, so is every grade under way; nothing of them is left when it returns.
    """
    hear, tell = os.pipe()
    with closing(KeptRunners()) as runners, ThreadPoolExecutor(workers) as threads:
        how = {"start": runners.runner, "wanted_until": hear}
        futures = [threads.submit(carry_out, job, how) for job in jobs]
        try:
            for future in futures if in_order else as_completed(futures):
                yield future.result()
        finally:
            os.close(tell)
            threads.shutdown(cancel_futures=True)
            os.close(hear)


class KeptRunners:
    """Runners that are kept from one grade to the next: as many as there were grades at a time."""

    def __init__(self) -> None:
        self._idle: list[Runner] = []

    @contextmanager
    def runner(self, request: Request) -> Iterator[Told]:
        """Give a runner that has its request; it is kept if it tells the whole grade, and ended otherwise."""
        runner = self._taken()
        try:
            runner.ask(to_text(request))
            yield runner
        except BaseException:
            runner.end()
            raise
        self._idle.append(runner)

    def close(self) -> None:
        """End those that are idle; each takes its time to leave, so all of them at once."""
        for runner in self._idle:
            runner.process.terminate()
        while self._idle:
            self._idle.pop().end()

    def _taken(self) -> Runner:
        while self._idle:
            runner = self._idle.pop()
            if runner.process.poll() is None:
                return runner
            runner.end()
        return take_warm_runner()

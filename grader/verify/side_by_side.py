"""Several gradings at once: each grade is a process of its own, so threads are enough."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from grader.suite.events import Event

Job = TypeVar("Job")
Result = TypeVar("Result")
GoOn = Callable[[Event], None]
"""What a grading tells its events to: it raises InterruptedError when the grade is not wanted any more."""


def side_by_side(
    carry_out: Callable[[Job, GoOn], Result], jobs: Iterable[Job], workers: int
) -> Generator[Result, None, None]:
    """Give what comes of each job as it comes; if that is closed early, so is every grading under way."""
    left = threading.Event()

    def go_on(_event: Event) -> None:
        if left.is_set():
            raise InterruptedError("the rest is not wanted any more")

    with ThreadPoolExecutor(workers) as threads:
        futures = [threads.submit(carry_out, job, go_on) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            left.set()
            threads.shutdown(wait=False, cancel_futures=True)

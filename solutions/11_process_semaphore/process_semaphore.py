"""Many processes, of which only a few may work at once: the reference solution."""

from __future__ import annotations

from multiprocessing import Process, Semaphore
from typing import Any

from workshop import work


def do(job: Any, permits: Any) -> None:
    """Run in the child: do the job with a permit. An exception ends the child with exit code 1."""
    with permits:  # takes one permit, and puts it back however the block is left, by an exception too
        work(job)


def limited(jobs: list[Any], limit: int) -> dict[str, list[Any]]:
    """Do each job in a child process of its own, with at most `limit` of them at work at once."""
    permits = Semaphore(limit)  # one for all, so it has to be made here and be handed to each child
    children = [Process(target=do, args=(job, permits)) for job in jobs]
    for child in children:
        child.start()
    for child in children:
        child.join()  # before this, exitcode is None
    return {
        "done": [job for job, child in zip(jobs, children, strict=True) if child.exitcode == 0],
        "failed": [job for job, child in zip(jobs, children, strict=True) if child.exitcode != 0],
    }

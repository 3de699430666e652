"""Exercise 11: many processes, of which only a few may work at once. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import work  # noqa: F401  each child calls work(job)


def limited(jobs: list[Any], limit: int) -> dict[str, list[Any]]:
    """Do each job in a child process of its own, with at most `limit` of them at work at once.

    Arguments:
        jobs: numbers and texts; equal jobs are still different jobs.
        limit: how many children may be inside work() at one instant, 1 or more.

    Returns:
        {"done": the jobs whose work succeeded, "failed": those whose work raised}, both in the order of `jobs`.
    """
    raise NotImplementedError("start with one Process for each job, all sharing one multiprocessing.Semaphore(limit)")

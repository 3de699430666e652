"""Exercise 02: many children at the same time, and all their answers in order. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import work  # noqa: F401  each child calls work(item)


def run_all(jobs: list[Any]) -> list[dict[str, Any]]:
    """Call work(job) for each job in a process of its own, all at the same time.

    Arguments:
        jobs: numbers or texts; there may be none, and equal ones are still different jobs.

    Returns:
        {"job": the job, "pid": who worked on it, "result": what work(job) returned} for each job, in their order.

    Raises:
        Exception: when a job failed, or its process was killed. Which class is up to you.
    """
    raise NotImplementedError("start with a list of processes, one for each job, and start them all before you wait")


def sum_of_squares(n: int, workers: int) -> int:
    """Share the numbers 1 to n out among some processes, which work on them at the same time, and add the results.

    Arguments:
        n: the last number, 0 or more.
        workers: among how many processes the numbers are shared out evenly, 1 or more.

    Returns:
        The sum of what work(i) returned for each number i.

    Raises:
        Exception: when a piece of work failed, or a process was killed. Which class is up to you.
    """
    raise NotImplementedError("start with one list of numbers for each worker, as even as possible")

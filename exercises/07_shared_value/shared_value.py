"""Exercise 07: several processes add to one number in shared memory. The task is in README.md."""

from __future__ import annotations

from workshop import make  # noqa: F401  an increment writes make(what was read + 1)


def count(workers: int, increments: int) -> int:
    """Let several processes add 1 to one shared counter, each of them `increments` times.

    Arguments:
        workers: how many worker processes there are, 1 or more.
        increments: how often each of them adds 1, 0 or more.

    Returns:
        What is in the counter in the end.

    Raises:
        Exception: when make() failed in one of the processes. Which class is up to you.
    """
    raise NotImplementedError(
        "start with a multiprocessing.Value that begins with 0, and one Process that adds 1 to it"
    )

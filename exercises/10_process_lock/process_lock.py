"""Exercise 10: several processes write numbered lines into one log. The task is in README.md."""

from __future__ import annotations

from workshop import make, work  # noqa: F401  a payload is work(letter) * width, a line's number is make(last + 1)


def append_log(path: str, workers: int, lines: int, width: int) -> int:
    """Let several processes append lines `number worker payload` to a log, numbered in the order in which they stand.

    Arguments:
        path: the log file; if it is there already, its lines stay and the numbers go on.
        workers: how many worker processes there are, 1 or more.
        lines: how many lines each of them writes, 0 or more.
        width: how many letters the payload of a line has, 1 or more.

    Returns:
        The number of the last line in the log, 0 if there is none.

    Raises:
        Exception: when work() or make() failed in a worker, or a worker was killed. Which class is up to you.
    """
    raise NotImplementedError(
        "start with one Process that appends numbered lines, and a multiprocessing.Lock around each"
    )

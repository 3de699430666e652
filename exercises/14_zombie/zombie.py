"""Exercise 14: one zombie on purpose, and many children without one. The task is in README.md."""

from __future__ import annotations

from workshop import work  # noqa: F401  child number i calls work(i), the parent calls work("parent")


def make_zombie(seconds: float) -> None:
    """Let one child of the caller be a zombie for that many seconds, then reap it.

    Arguments:
        seconds: how long the child stays a zombie, 0 or more, counted from its end.
    """
    raise NotImplementedError("start with os.fork() and a child that ends at once; then do not wait for it yet")


def reap_all(n: int) -> dict[int, int]:
    """Start n children, work while they run, and reap each of them as soon as it has ended.

    Arguments:
        n: how many children, 0 to 100. Child number i, counted from 0, calls work(i) and ends with exit code 10 + i.

    Returns:
        The exit code of each child by its pid: 10 + i, or 1 if its work failed, or minus the signal that ended it.
    """
    raise NotImplementedError('start with n children; then call work("parent") while something else waits for them')

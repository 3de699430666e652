"""Exercise 13: a child that is left behind on purpose, and children that never are. The task is in README.md."""

from __future__ import annotations

from workshop import work  # noqa: F401  the orphan calls work(os.getppid()), child number i of the three calls work(i)


def make_orphan(seconds: float) -> int:
    """Start one child, which outlives its parent, and do not wait for it.

    Arguments:
        seconds: how long the child lives on before it calls work(os.getppid()) and ends with exit code 0.

    Returns:
        The pid of the child, which is still running.
    """
    raise NotImplementedError("start with os.fork() and a child that sleeps; then do not wait for it")


def no_orphan(seconds: float) -> list[int]:
    """Start three children and wait for them; when SIGTERM comes, take them along.

    Arguments:
        seconds: how long each child sleeps, after its work, before it ends with exit code 0.

    Returns:
        The pids of the three children, in the order in which they were started.

    Raises:
        Exception: when work() failed in one of the children. Which class is up to you.
    """
    raise NotImplementedError("start with a handler for SIGTERM, and three children that are waited for")

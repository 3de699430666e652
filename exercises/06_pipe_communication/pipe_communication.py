"""Exercise 06: a child that answers in turns, and programs that are connected by pipes. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import make, work  # noqa: F401  the parent calls make(message), the child calls work(message)


def ping_pong(messages: list[Any]) -> list[Any]:
    """Send one message after the other to one child, each when the one before has been answered.

    Arguments:
        messages: numbers or texts; there may be none, and a text may be 1 MB long.

    Returns:
        The child's replies, in the order of the messages.

    Raises:
        Exception: when make() or work() failed, or the child was killed. Which class is up to you.
    """
    raise NotImplementedError("start with a Pipe, and a child that answers what it receives until the end of file")


def pipeline(commands: list[list[str]], text: str) -> dict[str, Any]:
    """Run some programs at the same time, each reading what the one before it writes.

    Arguments:
        commands: each a program and its arguments; there may be none.
        text: what the first program reads.

    Returns:
        {"stdout": what the last program wrote, "statuses": how each ended, negative for a signal}

    Raises:
        Exception: when there is no such program. Which class is up to you.
    """
    raise NotImplementedError(
        "start with two programs: subprocess.Popen for each, and the stdout of one as stdin of the other"
    )

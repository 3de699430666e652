"""Exercise 01: one child process, its answer, and how it ended. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import work  # noqa: F401  the child calls work(n)


def run_in_child(n: int) -> dict[str, Any]:
    """Call work(n) in one new child process, and return what it gave.

    Arguments:
        n: a whole number.

    Returns:
        {"value": what work(n) returned, "child_pid": the pid of the child, "parent_pid": the pid of the caller}

    Raises:
        Exception: when work(n) failed in the child. Which class is up to you.
    """
    raise NotImplementedError("start with a function that calls work(n), and a Process that runs it")


def exit_code_of(code: int) -> int:
    """Start one child that ends as `code` says, and return how it really ended.

    Arguments:
        code: 0 or more: the child ends with this exit code. Less than 0: the child ends itself by signal number -code.

    Returns:
        The exit code that the system reports, as Process.exitcode gives it: negative for a signal.
    """
    raise NotImplementedError("start with a child that calls sys.exit(code), and wait for it")

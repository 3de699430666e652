"""Exercise 03: a deadlock that always happens, and transfers that never deadlock. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import make, work  # noqa: F401  see the task for who calls them, with what, and when


def deadlock() -> None:
    """Start two processes that wait for each other for ever: each holds the lock that the other one wants.

    It never returns.
    """
    raise NotImplementedError("start with two locks, and two processes that take them in opposite orders")


def transfer_all(accounts: dict[str, int], transfers: list[list[Any]], workers: int) -> dict[str, int]:
    """Make all transfers, shared out among some processes, and return the balances after them.

    Arguments:
        accounts: the balance of each account by its name.
        transfers: lists [source, target, amount]; source and target may be the same account.
        workers: among how many processes the transfers are shared out, 1 or more.

    Returns:
        The balance of each account by its name.

    Raises:
        Exception: when the work for a transfer failed. Which class is up to you.
    """
    raise NotImplementedError("start with a lock for each account, and the balances in a shared Array")

"""Exercise 04: a fixed number of workers share any number of items. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import work  # noqa: F401  the workers call work(item)


def pool_map(items: list[Any], workers: int) -> list[dict[str, Any]]:
    """Call work(item) for each item in one of some worker processes, each of which takes an item when it is free.

    Arguments:
        items: numbers or texts; there may be none, and equal ones are still different items.
        workers: how many worker processes there are, 1 or more.

    Returns:
        For each item, in their order, {"item": the item, "result": what work(item) returned, "pid": who did it}, or
        {"item": the item, "error": a text with the exception's message} if work(item) raised.

    Raises:
        Exception: if you like, when a worker was killed. Which class is up to you.
    """
    raise NotImplementedError("start with a function that makes the dictionary for one item, and a pool that calls it")

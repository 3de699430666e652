"""Exercise 05: producers and consumers joined by one bounded queue. The task is in README.md."""

from __future__ import annotations

from typing import Any

from workshop import make, work  # noqa: F401  producers call make(item), consumers call work(item)


def run_queue(batches: list[list[Any]], consumers: int, capacity: int) -> list[list[Any]]:
    """Send every item of every batch through one queue, and return what each consumer took.

    Arguments:
        batches: one list of items for each producer; an item is a number or a text.
        consumers: how many consumer processes take items, 1 or more.
        capacity: how many items the queue may hold at once, 1 or more.

    Returns:
        One list for each consumer, with the items it took in the order in which it took them.

    Raises:
        Exception: when make() or work() failed in one of the processes. Which class is up to you.
    """
    raise NotImplementedError(
        "start with one producer process that puts make(item) on a multiprocessing.Queue(capacity) for each item"
    )

"""A fixed number of workers share any number of items: the reference solution."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from workshop import work


def answer(item: Any) -> dict[str, Any]:
    """Run in a worker: work on one item and tell what came of it. A failure is an answer like any other."""
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": f"{type(error).__name__}: {error}"}


def pool_map(items: list[Any], workers: int) -> list[dict[str, Any]]:
    """Call work(item) for each item in one of some worker processes, each of which takes an item when it is free."""
    # This pool notices when one of its processes dies, and raises BrokenProcessPool; multiprocessing.Pool would start a
    # new process and wait for ever for the item that went with the old one.
    with ProcessPoolExecutor(workers) as pool:
        # Its map() hands out one item at a time, unless it is told otherwise, and gives the answers in order.
        return list(pool.map(answer, items))

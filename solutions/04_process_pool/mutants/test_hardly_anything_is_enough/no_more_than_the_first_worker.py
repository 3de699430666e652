"""The share of a worker is computed by a division, which gives none when there are fewer items than workers."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, items[: len(items) if len(items) // workers else 0]))

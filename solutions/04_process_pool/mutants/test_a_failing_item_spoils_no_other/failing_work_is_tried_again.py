"""A failing item is tried a second time."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        try:
            return {"item": item, "result": work(item), "pid": os.getpid()}
        except Exception:
            return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, items))

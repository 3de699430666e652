"""The error is returned as if it were a result."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "result": str(error), "pid": os.getpid()}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, items))

"""The first exception comes out of the call, and all other results are lost."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    return {"item": item, "result": work(item), "pid": os.getpid()}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, items))

"""Without items nothing is returned, where it should be an empty list."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    if not items:
        return None
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, items))

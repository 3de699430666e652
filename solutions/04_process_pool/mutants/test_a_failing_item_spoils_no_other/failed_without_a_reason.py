"""Of the exception only its class is told, and not what it says."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": type(error).__name__}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, items))

"""What submit() gives is a promise of a result; nobody asks it for the result."""

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
        futures = [pool.submit(answer, item) for item in items]
    return [{"item": item, "result": str(future), "pid": None} for item, future in zip(items, futures)]

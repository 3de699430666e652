"""The work is done while the arguments are made, in the parent."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item, result):
    try:
        return {"item": item, "result": result, "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, items, [work(item) for item in items]))

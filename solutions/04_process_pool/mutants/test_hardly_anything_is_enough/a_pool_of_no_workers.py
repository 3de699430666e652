"""There are no more workers than items; without items that is a pool of none, which is an error."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with ProcessPoolExecutor(min(workers, len(items))) as pool:
        return list(pool.map(answer, items))

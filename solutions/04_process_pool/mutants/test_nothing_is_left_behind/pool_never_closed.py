"""The pool is kept for the next time, and never closed."""

import os
from multiprocessing import Pool

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


pools = []


def pool_map(items, workers):
    pool = Pool(workers)
    pools.append(pool)
    return pool.map(answer, items, chunksize=1)

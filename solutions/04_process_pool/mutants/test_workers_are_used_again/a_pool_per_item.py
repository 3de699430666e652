"""Threads hand out the items, and each of them makes a pool for a single item."""

import os
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def alone(item):
    with Pool(1) as pool:
        result = pool.apply(answer, (item,))
        pool.close()
        pool.join()
    return result


def pool_map(items, workers):
    with ThreadPool(workers) as threads:
        return threads.map(alone, items, chunksize=1)

"""multiprocessing.Pool replaces a killed worker, but the item it had is lost, and its result is waited for."""

import os
from multiprocessing import Pool

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with Pool(workers) as pool:
        answers = pool.map(answer, items, chunksize=1)
        pool.close()
        pool.join()
    return answers

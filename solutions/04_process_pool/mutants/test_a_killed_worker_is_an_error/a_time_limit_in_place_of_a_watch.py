"""The parent waits for each answer for a quarter of an hour before it gives up."""

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
        answers = pool.map_async(answer, items, chunksize=1).get(900)
        pool.close()
        pool.join()
    return answers

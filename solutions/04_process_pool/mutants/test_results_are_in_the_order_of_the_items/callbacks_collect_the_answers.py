"""The callbacks put the answers into the list as they come."""

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
        answers = []
        for item in items:
            pool.apply_async(answer, (item,), callback=answers.append)
        pool.close()
        pool.join()
    return answers

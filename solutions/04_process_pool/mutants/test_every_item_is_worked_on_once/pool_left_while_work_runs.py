"""Leaving the block ends the pool's workers, while their work still runs."""

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
    return answers

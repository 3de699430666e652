"""The executor is told to shut down, but nobody waits until it has."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


executors = []


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    pool = ProcessPoolExecutor(workers)
    answers = list(pool.map(answer, items))
    executors.append(pool)
    return answers

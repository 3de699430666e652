"""A new pool is made for each few items."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    answers = []
    for first in range(0, len(items), workers):
        with ProcessPoolExecutor(workers) as pool:
            answers += pool.map(answer, items[first : first + workers])
    return answers

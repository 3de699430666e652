"""The workers look the items up in a global that only a forked child inherits."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


given = []


def answer(number):
    item = given[number]
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    global given
    given = items
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, range(len(items))))

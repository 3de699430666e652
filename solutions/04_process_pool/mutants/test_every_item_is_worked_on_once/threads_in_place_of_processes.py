"""An executor of threads does all the work in the parent."""

import os
from concurrent.futures import ThreadPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(answer, items))

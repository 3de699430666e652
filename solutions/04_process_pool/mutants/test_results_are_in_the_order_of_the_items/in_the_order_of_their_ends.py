"""as_completed gives what is ready first, not what was asked first."""

import os
from concurrent.futures import ProcessPoolExecutor, as_completed

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(answer, item) for item in items]
        return [future.result() for future in as_completed(futures)]

"""The answers are kept under their items, so that equal items are worked on once."""

import os
from concurrent.futures import ProcessPoolExecutor

from workshop import work


def answer(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    with ProcessPoolExecutor(workers) as pool:
        answers = {item: pool.submit(answer, item) for item in set(items)}
        return [answers[item].result() for item in items]

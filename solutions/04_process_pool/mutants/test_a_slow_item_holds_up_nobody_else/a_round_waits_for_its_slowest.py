"""A round of items is handed out, and the next one only when the whole round is done."""

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
        answers = []
        for first in range(0, len(items), 2 * workers):
            answers += pool.map(answer, items[first : first + 2 * workers], chunksize=2)
        return answers

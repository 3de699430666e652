"""After a failing item the others are not even begun."""

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
        for given in pool.map(answer, items):
            answers.append(given)
            if "error" in given:
                pool.shutdown(cancel_futures=True)
                break
    return answers

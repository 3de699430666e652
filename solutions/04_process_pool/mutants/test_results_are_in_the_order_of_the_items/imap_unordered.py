"""imap_unordered gives the answers in the order in which they come."""

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
        answers = list(pool.imap_unordered(answer, items))
        pool.close()
        pool.join()
    return answers

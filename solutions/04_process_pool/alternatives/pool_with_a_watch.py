"""The same with multiprocessing.Pool, one item at a time, and an eye on its processes while the answer is awaited."""

import os
from multiprocessing import Pool, active_children

from workshop import work


def attempt(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": str(error)}


def pool_map(items, workers):
    before = {process.pid for process in active_children()}
    with Pool(workers) as pool:
        members = {process.pid for process in active_children()} - before
        answers = pool.map_async(attempt, items, chunksize=1)
        while not answers.ready():
            answers.wait(0.02)
            if not members <= {process.pid for process in active_children()}:
                raise RuntimeError("a worker was killed")
        pool.close()
        pool.join()
    return answers.get()

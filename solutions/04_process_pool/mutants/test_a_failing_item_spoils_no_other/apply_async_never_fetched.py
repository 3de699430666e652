"""Nobody asks for what apply_async gave, so that an exception disappears with its item."""

import os
from multiprocessing import Pool

from workshop import work


def answer(item):
    return {"item": item, "result": work(item), "pid": os.getpid()}


def pool_map(items, workers):
    with Pool(workers) as pool:
        found = {}
        for number, item in enumerate(items):
            pool.apply_async(answer, (item,), callback=lambda given, number=number: found.update({number: given}))
        pool.close()
        pool.join()
    return [found[number] for number in sorted(found)]

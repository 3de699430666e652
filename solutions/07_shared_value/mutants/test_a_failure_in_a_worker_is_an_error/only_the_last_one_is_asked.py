"""Only the exit code of the worker that was started last is looked at."""

import multiprocessing

from workshop import make


def _worker(counter, increments):
    for _ in range(increments):
        with counter.get_lock():
            counter.value = make(counter.value + 1)


def count(workers, increments):
    counter = multiprocessing.Value("q", 0)
    children = [multiprocessing.Process(target=_worker, args=(counter, increments)) for _ in range(workers)]
    for p in children:
        p.start()
    for p in children:
        p.join()
    if children[-1].exitcode:
        raise RuntimeError("failed")
    return counter.value

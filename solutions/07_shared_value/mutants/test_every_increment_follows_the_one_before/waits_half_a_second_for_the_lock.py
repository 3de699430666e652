"""Whoever has waited for half a second goes on without the lock."""

import multiprocessing

from workshop import make


def _worker(counter, increments):
    for _ in range(increments):
        lock = counter.get_lock()
        got = lock.acquire(timeout=0.5)
        try:
            counter.value = make(counter.value + 1)
        finally:
            if got:
                lock.release()


def count(workers, increments):
    counter = multiprocessing.Value("q", 0)
    children = [multiprocessing.Process(target=_worker, args=(counter, increments)) for _ in range(workers)]
    for p in children:
        p.start()
    for p in children:
        p.join()
    if any(p.exitcode for p in children):
        raise RuntimeError("failed")
    return counter.value

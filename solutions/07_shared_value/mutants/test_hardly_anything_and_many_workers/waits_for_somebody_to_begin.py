"""The caller waits until the counter has moved, which it never does without increments."""

import time
from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments):
        with counter.get_lock():
            counter.value = make(counter.value + 1)


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    while counter.value == 0:
        time.sleep(0.001)
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

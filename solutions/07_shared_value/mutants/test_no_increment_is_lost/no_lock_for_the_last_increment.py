"""A worker that is about to be done sees no need for the lock any more."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments - 1):
        with counter.get_lock():
            counter.value = make(counter.value + 1)
    if increments:
        counter.value = make(counter.value + 1)


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

"""The children do nothing; the caller counts."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments):
        pass


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    for _ in range(workers * increments):
        counter.value = make(counter.value + 1)
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

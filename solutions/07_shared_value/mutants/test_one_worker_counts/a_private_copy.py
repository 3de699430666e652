"""The child adds to a copy of the number, which it was given in place of the memory."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments):
        counter = make(counter + 1)


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter.value, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

"""With spawn every child makes a counter of its own when it imports the file."""

from multiprocessing import Process, Value

from workshop import make


counter = Value("q", 0)


def add(increments):
    for _ in range(increments):
        with counter.get_lock():
            counter.value = make(counter.value + 1)


def count(workers, increments):
    counter.value = 0
    processes = [Process(target=add, args=(increments,)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

"""Reading and writing each have the lock, one after the other."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments):
        with counter.get_lock():
            seen = counter.value
        new = make(seen + 1)
        with counter.get_lock():
            counter.value = new


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

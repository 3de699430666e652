"""The child's function is local, so it cannot be named to a fresh interpreter."""

from multiprocessing import Process, Value

from workshop import make


def count(workers, increments):
    counter = Value("q", 0)

    def add():
        for _ in range(increments):
            with counter.get_lock():
                counter.value = make(counter.value + 1)

    processes = [Process(target=add) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

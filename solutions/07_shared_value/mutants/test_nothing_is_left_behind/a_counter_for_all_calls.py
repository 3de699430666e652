"""The counter is made once, and goes on where the last call has left it."""

from multiprocessing import Process, Value

from workshop import make


counter = Value("q", 0)


def add(counter, increments):
    for _ in range(increments):
        with counter.get_lock():
            counter.value = make(counter.value + 1)


def count(workers, increments):
    processes = [Process(target=add, args=(counter, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

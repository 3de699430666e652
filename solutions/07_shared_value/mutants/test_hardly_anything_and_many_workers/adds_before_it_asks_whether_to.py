"""Every worker adds once at least."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    while True:
        with counter.get_lock():
            counter.value = make(counter.value + 1)
        increments -= 1
        if increments <= 0:
            break


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

"""Each worker counts by itself, and adds what it has to the counter at the end."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    mine = 0
    for _ in range(increments):
        mine = make(mine + 1)
    with counter.get_lock():
        counter.value += mine


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

"""The workers add until the total is reached, so the quick ones do it for the others."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    done = False
    while not done:
        with counter.get_lock():
            if counter.value < increments:
                counter.value = make(counter.value + 1)
            done = counter.value >= increments


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter, workers * increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

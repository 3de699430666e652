"""The semaphore lets two workers in at a time."""

from multiprocessing import Process, Semaphore, Value

from workshop import make


def add(counter, lock, increments):
    for _ in range(increments):
        with lock:
            counter.value = make(counter.value + 1)


def count(workers, increments):
    counter = Value("q", 0)
    lock = Semaphore(2)
    processes = [Process(target=add, args=(counter, lock, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

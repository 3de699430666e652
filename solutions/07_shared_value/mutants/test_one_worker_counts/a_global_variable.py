"""A global variable is expected to come back from the child."""

from multiprocessing import Lock, Process

from workshop import make

counter = 0


def add(lock, increments):
    global counter
    for _ in range(increments):
        with lock:
            counter = make(counter + 1)


def count(workers, increments):
    global counter
    counter = 0
    lock = Lock()
    processes = [Process(target=add, args=(lock, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter

"""The block of shared memory is closed, but its name stays."""

from multiprocessing import Lock, Process
from multiprocessing.shared_memory import ShareableList

from workshop import make


def add(name, lock, increments):
    counter = ShareableList(name=name)
    for _ in range(increments):
        with lock:
            counter[0] = make(counter[0] + 1)
    counter.shm.close()


def count(workers, increments):
    counter, lock = ShareableList([0]), Lock()
    processes = [Process(target=add, args=(counter.shm.name, lock, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    result = counter[0]
    counter.shm.close()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return result

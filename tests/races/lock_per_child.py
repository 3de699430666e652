"""Each child has a lock of its own, which keeps nobody out."""

from multiprocessing import Lock, Process, Value

EXPECTED = 3


def add(counter, lock):
    with lock:
        counter.value += 1


def solve():
    counter, shared = Value("i", 0, lock=False), Lock()
    processes = []
    for _ in range(3):
        lock = shared  # BUG: lock = Lock()
        processes.append(Process(target=add, args=(counter, lock)))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value

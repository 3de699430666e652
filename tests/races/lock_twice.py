"""A function that takes the lock is called by one that has it already."""

from multiprocessing import Lock, Process, RLock, Value

EXPECTED = 2


def add(counter, lock):
    with lock:
        counter.value += 1


def add_twice(counter, lock):
    with lock:
        add(counter, lock)
        add(counter, lock)


def solve():
    counter, lock = Value("i", 0, lock=False), RLock()  # BUG: counter, lock = Value("i", 0, lock=False), Lock()
    process = Process(target=add_twice, args=(counter, lock))
    process.start()
    process.join()
    return counter.value

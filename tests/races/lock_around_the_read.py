"""The lock is given back between reading and writing."""

from multiprocessing import Process, Value

EXPECTED = 4


def add(counter):
    for _ in range(2):
        with counter.get_lock():
            old = counter.value
            counter.value = old + 1  # BUG: pass
        pass  # BUG: counter.value = old + 1


def solve():
    counter = Value("i", 0)
    processes = [Process(target=add, args=(counter,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value

"""Several processes add to one number, and read and write are not one step."""

from multiprocessing import Process, Value

EXPECTED = 4


def add(counter):
    for _ in range(2):
        with counter.get_lock():  # BUG: if True:
            counter.value += 1


def solve():
    counter = Value("i", 0)
    processes = [Process(target=add, args=(counter,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value

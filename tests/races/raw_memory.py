"""The same without any lock of its own: raw shared memory."""

from multiprocessing import Lock, Process, RawValue

EXPECTED = 2


def add(counter, lock):
    with lock:  # BUG: if True:
        counter.value += 1


def solve():
    counter, lock = RawValue("i", 0), Lock()
    processes = [Process(target=add, args=(counter, lock)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value

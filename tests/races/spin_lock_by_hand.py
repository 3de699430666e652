"""A flag is no lock: two may see it down and raise it both."""

from multiprocessing import Lock, Process, Value

EXPECTED = 2


def add(flag, lock, counter):
    with lock:  # BUG: while flag.value:
        pass  # BUG: pass
    flag.value = 1
    with lock:  # BUG: if True:
        counter.value += 1
    flag.value = 0


def solve():
    flag, counter, lock = Value("i", 0, lock=False), Value("i", 0, lock=False), Lock()
    processes = [Process(target=add, args=(flag, lock, counter)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value

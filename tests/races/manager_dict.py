"""A manager's dict: reading and writing are two requests."""

from multiprocessing import Manager, Process

EXPECTED = 2


def add(counts, lock):
    with lock:  # BUG: if True:
        counts["n"] = counts["n"] + 1


def solve():
    with Manager() as manager:
        counts, lock = manager.dict(n=0), manager.Lock()
        processes = [Process(target=add, args=(counts, lock)) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return counts["n"]

"""Threads, a queue of threads, and a pool of threads."""

import threading, queue
from concurrent.futures import ThreadPoolExecutor

EXPECTED = [20, 6]


def solve():
    n = 0
    lock = threading.Lock()
    q = queue.Queue()

    def add():
        nonlocal n
        for _ in range(5):
            with lock:
                n += 1
        q.put(1)

    ts = [threading.Thread(target=add) for _ in range(4)]
    for t in ts:
        t.start()
    for _ in ts:
        q.get(timeout=3)
    for t in ts:
        t.join()
    with ThreadPoolExecutor(2) as ex:
        s = sum(ex.map(int, [1, 2, 3]))
    return [n, s]

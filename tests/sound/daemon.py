"""A daemon that is terminated."""

from multiprocessing import Process, Queue
import time

EXPECTED = [3, True]


def serve(q, r):
    while True:
        r.put(q.get() + 1)


def solve():
    q, r = Queue(), Queue()
    p = Process(target=serve, args=(q, r), daemon=True)
    p.start()
    q.put(2)
    x = r.get()
    p.terminate()
    p.join()
    return [x, p.exitcode == -15]

"""Sleeps and timeouts in virtual time."""

from multiprocessing import Process, Queue, Event
import time

EXPECTED = [1, 2]


def late(q):
    time.sleep(2)
    q.put(2)


def early(q):
    time.sleep(1)
    q.put(1)


def solve():
    t = time.monotonic()
    q = Queue()
    ps = [Process(target=f, args=(q,)) for f in (late, early)]
    for p in ps:
        p.start()
    out = [q.get(timeout=10) for _ in ps]
    for p in ps:
        p.join(5)
    assert 1.9 < time.monotonic() - t < 3, time.monotonic() - t
    return out

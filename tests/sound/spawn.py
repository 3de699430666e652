"""Children that are spawned."""

from multiprocessing import Process, Value, Queue

EXPECTED = 4
START_METHOD = "spawn"


def add(c, q):
    with c.get_lock():
        c.value += 1
    q.put(1)


def solve():
    c, q = Value("i", 0), Queue()
    ps = [Process(target=add, args=(c, q)) for _ in range(2)]
    for p in ps:
        p.start()
    n = sum(q.get() for _ in ps)
    for p in ps:
        p.join()
    return c.value + n

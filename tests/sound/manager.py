"""A manager with a dictionary, a list and a lock."""

from multiprocessing import Manager, Process

EXPECTED = [2, [0, 1]]


def add(d, l, lock, i):
    with lock:
        d["n"] = d["n"] + 1
    l.append(i)


def solve():
    with Manager() as m:
        d, l, lock = m.dict(n=0), m.list(), m.Lock()
        ps = [Process(target=add, args=(d, l, lock, i)) for i in range(2)]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        return [d["n"], sorted(l)]

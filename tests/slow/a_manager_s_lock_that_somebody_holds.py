"""A manager's lock that somebody holds."""

import multiprocessing as mp
import time

from family import PAUSE, started


def hold(lock):
    with lock:
        time.sleep(PAUSE)


def solve():
    with mp.Manager() as manager:
        lock = manager.Lock()
        crew = [started(hold, lock) for _ in range(2)]
        [each.join() for each in crew]

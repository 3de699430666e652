"""Everybody waits for one who holds the lock and sleeps."""

import multiprocessing as mp
import time

from family import PAUSE, started


def hold(lock, met):
    with lock:
        met.wait()
        time.sleep(PAUSE)


def want(lock, met):
    met.wait()
    with lock:
        pass


def solve():
    lock, met = mp.Lock(), mp.Barrier(4)
    crew = [started(hold, lock, met)] + [started(want, lock, met) for _ in range(3)]
    [each.join() for each in crew]

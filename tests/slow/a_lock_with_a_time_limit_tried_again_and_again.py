"""A lock with a time limit, tried again and again."""

import multiprocessing as mp
import time

from family import PAUSE, started


def insist(lock):
    while not lock.acquire(timeout=PAUSE / 5):
        pass


def solve():
    lock = mp.Lock()
    lock.acquire()
    child = started(insist, lock)
    time.sleep(PAUSE)
    lock.release()
    child.join()

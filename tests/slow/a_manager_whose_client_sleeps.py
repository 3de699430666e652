"""A manager whose client sleeps."""

import multiprocessing as mp
import time

from family import PAUSE, started


def use(shared):
    time.sleep(PAUSE)
    shared["done"] = True


def solve():
    with mp.Manager() as manager:
        shared = manager.dict()
        started(use, shared).join()

"""A file lock that somebody holds."""

import fcntl
import multiprocessing as mp
import time

from family import PAUSE, started


def hold(path, met):
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        met.wait()
        time.sleep(PAUSE)


def solve():
    met = mp.Barrier(2)
    child = started(hold, "lock", met)
    met.wait()
    with open("lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    child.join()

# /// expected
# cause = "LOCK_CYCLE"
# methods = ["fork", "spawn", "forkserver"]
# said = "waits for semaphore 1, which child"
# ///
"""Two processes take two semaphores with one permit in opposite order."""

import multiprocessing as mp

from family import started


def both(mine, other, met):
    mine.acquire()
    met.wait()
    other.acquire()


def solve():
    left, right, met = mp.Semaphore(1), mp.Semaphore(1), mp.Barrier(2)
    pair = [started(both, left, right, met), started(both, right, left, met)]
    [each.join() for each in pair]

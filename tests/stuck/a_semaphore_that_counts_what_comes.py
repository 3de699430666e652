# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# methods = ["fork", "spawn", "forkserver"]
# said = "waits for semaphore 1, which only main"
# ///
"""A child waits for a third permit where only two are given."""

import multiprocessing as mp

from family import started


def take(given):
    for _ in range(3):
        given.acquire()


def solve():
    given = mp.Semaphore(0)
    child = started(take, given)
    given.release()
    given.release()
    child.join()

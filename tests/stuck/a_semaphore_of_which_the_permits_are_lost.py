# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# methods = ["fork", "spawn", "forkserver"]
# said = "waits for semaphore 1"
# ///
"""A semaphore of which the permits are lost."""

import multiprocessing as mp

from family import started


def enter(semaphore):
    semaphore.acquire()


def solve():
    semaphore = mp.Semaphore(2)
    for _ in range(3):
        started(enter, semaphore).join()

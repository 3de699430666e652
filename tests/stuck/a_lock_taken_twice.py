# /// expected
# cause = "LOCK_TWICE"
# methods = ["fork", "spawn", "forkserver"]
# said = "which it holds itself"
# ///
"""A lock taken twice."""

import multiprocessing as mp

from family import started


def twice(lock):
    with lock, lock:
        pass


def solve():
    lock = mp.Lock()
    started(twice, lock).join()

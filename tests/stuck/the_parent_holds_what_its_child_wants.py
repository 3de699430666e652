# /// expected
# cause = "CHILD_WAITS_FOR_PARENT"
# methods = ["fork", "spawn", "forkserver"]
# said = "which main (pid"
# ///
"""The parent holds what its child wants."""

import multiprocessing as mp

from family import started


def want(lock):
    with lock:
        pass


def solve():
    lock = mp.Lock()
    with lock:
        started(want, lock).join()

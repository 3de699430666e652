# /// expected
# cause = "SENTINEL_MISSING"
# methods = ["fork", "spawn", "forkserver"]
# ///
"""An item that nobody puts."""

import multiprocessing as mp

from family import started


def idle(queue):
    pass


def solve():
    queue = mp.SimpleQueue()
    started(idle, queue).join()
    return queue.get()

# /// expected
# cause = "JOIN_BEFORE_DRAIN"
# said = "which is full"
# methods = ["fork", "spawn", "forkserver"]
# ///
"""A full queue that nobody empties."""

import multiprocessing as mp

from family import started


def produce(queue):
    for number in range(4):
        queue.put(number)


def solve():
    queue = mp.Queue(maxsize=2)
    started(produce, queue).join()

# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# methods = ["fork", "spawn"]
# ///
"""A full queue that nobody empties."""

import multiprocessing as mp

from family import started


def produce(queue):
    for number in range(3):
        queue.put(number)


def solve():
    queue = mp.Queue(maxsize=1)
    started(produce, queue).join()

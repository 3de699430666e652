# /// expected
# cause = "JOIN_BEFORE_DRAIN"
# methods = ["fork", "spawn", "forkserver"]
# said = "the feeder thread of a queue in child"
# ///
"""Join before the queue is drained."""

import multiprocessing as mp

from family import started


def produce(queue):
    queue.put("x" * 1_000_000)


def solve():
    queue = mp.Queue()
    child = started(produce, queue)
    child.join()
    return len(queue.get())

# /// expected
# cause = "SENTINEL_MISSING"
# methods = ["fork", "spawn", "forkserver"]
# ///
"""One sentinel for two consumers."""

import multiprocessing as mp

from family import started


def consume(queue):
    while queue.get() is not None:
        pass


def solve():
    queue = mp.Queue()
    pair = [started(consume, queue) for _ in range(2)]
    queue.put(None)
    [each.join() for each in pair]

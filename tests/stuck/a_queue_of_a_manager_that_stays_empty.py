# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# certain = false
# methods = ["fork", "spawn", "forkserver"]
# said = "waits for an answer from the manager"
# ///
"""A child takes from a manager's queue into which nobody puts anything."""

import multiprocessing as mp

from family import started


def take(queue):
    queue.get()


def solve():
    manager = mp.Manager()
    queue = manager.Queue()
    started(take, queue).join()

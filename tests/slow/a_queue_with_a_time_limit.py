"""A queue with a time limit."""

import multiprocessing as mp

from family import PAUSE


def solve():
    import queue

    try:
        mp.Queue().get(timeout=PAUSE)
    except queue.Empty:
        pass

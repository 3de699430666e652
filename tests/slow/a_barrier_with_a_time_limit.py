"""A barrier with a time limit."""

import multiprocessing as mp
import threading

from family import PAUSE


def solve():
    try:
        mp.Barrier(2).wait(PAUSE)
    except threading.BrokenBarrierError:
        pass

# /// expected
# cause = "BARRIER_SHORT"
# methods = ["fork", "spawn", "forkserver"]
# said = "waits at barrier 1"
# ///
"""A barrier with a party that died."""

import multiprocessing as mp
import os

from family import started


def come(barrier, dies):
    if dies:
        os._exit(1)
    barrier.wait()


def solve():
    barrier = mp.Barrier(3)
    crew = [started(come, barrier, number == 1) for number in range(3)]
    [each.join() for each in crew]

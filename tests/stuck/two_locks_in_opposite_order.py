# /// expected
# cause = "LOCK_CYCLE"
# methods = ["fork", "spawn", "forkserver"]
# said = "holds"
# ///
"""Two locks in opposite order."""

import multiprocessing as mp

from family import started


def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass


def solve():
    left, right, met = mp.Lock(), mp.Lock(), mp.Barrier(2)
    pair = [started(both, left, right, met), started(both, right, left, met)]
    [each.join() for each in pair]

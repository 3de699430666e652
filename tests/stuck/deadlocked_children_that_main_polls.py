# /// expected
# cause = "LOCK_CYCLE"
# certain = false
# methods = ["fork", "spawn", "forkserver"]
# said = "holds"
# ///
"""Two children are deadlocked, and main asks again and again whether they are still alive."""

import multiprocessing as mp
import time

from family import started


def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass


def solve():
    left, right, met = mp.Lock(), mp.Lock(), mp.Barrier(2)
    pair = [started(both, left, right, met), started(both, right, left, met)]
    while any(each.is_alive() for each in pair):
        time.sleep(0.05)

"""A watchdog ends two that are deadlocked."""

import multiprocessing as mp

from family import PAUSE, started


def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass


def solve():
    left, right, met = mp.Lock(), mp.Lock(), mp.Barrier(2)
    pair = [started(both, left, right, met), started(both, right, left, met)]
    pair[0].join(PAUSE)
    [each.terminate() for each in pair]
    [each.join() for each in pair]

# /// expected
# cause = "LOCK_CYCLE"
# methods = ["fork", "spawn", "forkserver"]
# ///
"""Three philosophers."""

import multiprocessing as mp

from family import started


def eat(left, right, met):
    with left:
        met.wait()
        with right:
            pass


def solve():
    forks, met = [mp.RLock() for _ in range(3)], mp.Barrier(3)
    all_of_them = [started(eat, forks[i], forks[(i + 1) % 3], met) for i in range(3)]
    [each.join() for each in all_of_them]

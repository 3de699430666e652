# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# certain = false
# methods = ["fork", "spawn", "forkserver"]
# said = "waits for an answer from the manager"
# ///
"""Two children take two locks of a manager in opposite order; its server looks once a second whether it is to end."""

import multiprocessing as mp

from family import started


def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass


def solve():
    manager = mp.Manager()
    left, right, met = manager.Lock(), manager.Lock(), manager.Barrier(2)
    pair = [started(both, left, right, met), started(both, right, left, met)]
    for each in pair:
        each.join()

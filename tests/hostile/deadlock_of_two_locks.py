# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# ending = "DEADLOCKED"
# within_seconds = 2.0
# ///
"""Two children wait for each other's lock for ever."""

import multiprocessing as mp


def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass


def attack(**_):
    left, right, met = mp.Lock(), mp.Lock(), mp.Barrier(2)
    pair = [mp.Process(target=both, args=args) for args in ((left, right, met), (right, left, met))]
    for child in pair:
        child.start()
    for child in pair:
        child.join()

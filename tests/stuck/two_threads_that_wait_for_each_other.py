# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# said = "waits for another of its threads"
# ///
"""Two threads that wait for each other."""

import threading


def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass


def solve():
    left, right, met = threading.Lock(), threading.Lock(), threading.Barrier(2)
    orders = (left, right, met), (right, left, met)
    pair = [threading.Thread(target=both, args=order) for order in orders]
    [each.start() for each in pair]
    [each.join() for each in pair]

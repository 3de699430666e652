"""A chain of five that wait for the last."""

import time

from family import PAUSE, started


def chain(left):
    if left:
        started(chain, left - 1).join()
    else:
        time.sleep(PAUSE)


def solve():
    started(chain, 4).join()

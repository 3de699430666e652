"""A parent that polls its child."""

import time

from family import PAUSE, started


def solve():
    child = started(time.sleep, PAUSE)
    while child.is_alive():
        time.sleep(0.01)
    child.join()

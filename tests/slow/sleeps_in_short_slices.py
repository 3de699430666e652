"""Sleeps in short slices."""

import time

from family import PAUSE, started


def nap():
    for _ in range(100):
        time.sleep(PAUSE / 100)


def solve():
    started(nap).join()

"""Waits for a child that sleeps."""

import time

from family import PAUSE, started


def solve():
    started(time.sleep, PAUSE).join()

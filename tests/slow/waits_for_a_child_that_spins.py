"""Waits for a child that spins."""

import time

from family import PAUSE, started


def spin():
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        pass


def solve():
    started(spin).join()

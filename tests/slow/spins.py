"""Spins."""

import time

from family import PAUSE


def solve():
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        pass

"""Output that is read slowly."""

import time

from family import PAUSE


def solve():
    for _ in range(20):
        print("x" * 1000)
        time.sleep(PAUSE / 20)

"""Sleeps."""

import time

from family import PAUSE


def solve():
    time.sleep(PAUSE)

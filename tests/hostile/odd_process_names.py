# /// expected
# group = "leftovers"
# value = "done"
# left_alive = 1
# ///
"""A child whose name is made to confuse a reader of /proc/PID/stat."""

import ctypes
import os
import time


def attack(**_):
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, b") R 1 1 (\n\xff", 0, 0, 0)
        time.sleep(60)
    time.sleep(0.05)
    return "done"

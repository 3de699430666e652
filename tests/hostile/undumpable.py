# /// expected
# group = "leftovers"
# value = "done"
# left_alive = 1
# ///
"""Makes itself undumpable, so that /proc hides its descriptors and memory from an observer without privileges."""

import ctypes
import os
import time


def attack(**_):
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
    if os.fork() == 0:
        time.sleep(60)
    return "done"

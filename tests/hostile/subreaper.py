# /// expected
# group = "leftovers"
# value = "done"
# left_alive = 1
# ///
"""Makes itself the adopter of its orphans, so that they never reach the sandbox before it ends."""

import ctypes
import os
import time


def attack(**_):
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    os.wait()
    return "done"

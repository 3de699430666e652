# /// expected
# group = "leftovers"
# value = "done"
# left_alive = 2
# ///
"""A grandchild is the adopter of an orphan, and both stay."""

import ctypes
import os
import time


def attack(**_):
    if os.fork() == 0:
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
            if os.fork() == 0:
                if os.fork() == 0:
                    time.sleep(60)
                os._exit(0)
            os.wait()
            time.sleep(60)
        os._exit(0)
    os.wait()
    time.sleep(0.1)
    return "done"

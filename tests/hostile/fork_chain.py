# /// expected
# group = "leftovers"
# value = "done"
# some_left = true
# ///
"""A chain in which each process forks the next and ends at once: no pid lives long enough to be killed by name."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        os.setsid()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if os.fork():
                os._exit(0)
            time.sleep(0.001)
        os._exit(0)
    return "done"

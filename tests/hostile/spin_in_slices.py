# /// expected
# group = "limits"
# limits = { cpu_seconds = 0.4, wall_seconds = 5.0 }
# ending = "CPU_LIMIT"
# within_seconds = 2.5
# ///
"""A grandchild spins in slices of 9 ms with 1 ms of sleep between, so that a look now and then may miss it."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        if os.fork() == 0:
            spin()
        os._exit(0)
    time.sleep(60)


def spin():
    end = time.monotonic() + 20
    while time.monotonic() < end:
        slice_end = time.monotonic() + 0.009
        while time.monotonic() < slice_end:
            pass
        time.sleep(0.001)
    os._exit(0)

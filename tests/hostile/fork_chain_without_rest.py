# /// expected
# group = "leftovers"
# value = "done"
# ending = ["EXITED", "CPU_LIMIT"]
# some_left = true
# limits = { cpu_seconds = 3.0 }
# ///
"""A fork chain that never sleeps, in three strands."""

import os
import time


def attack(**_):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            end = time.monotonic() + 20
            while time.monotonic() < end:
                if os.fork():
                    os._exit(0)
            os._exit(0)
    return "done"

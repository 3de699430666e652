# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { cpu_seconds = 0.4, wall_seconds = 5.0 }
# ending = "CPU_LIMIT"
# within_seconds = 2.5
# ///
"""Four children use the processor for ever; main only sleeps."""

import os
import time


def attack(**_):
    for _ in range(4):
        if os.fork() == 0:
            end = time.monotonic() + 20
            while time.monotonic() < end:
                pass
            os._exit(0)
    time.sleep(60)

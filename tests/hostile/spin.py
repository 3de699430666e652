# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { cpu_seconds = 0.4, wall_seconds = 5.0 }
# ending = "CPU_LIMIT"
# within_seconds = 2.5
# ///
"""Uses the processor for ever."""

import time


def attack(**_):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        pass

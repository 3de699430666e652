# /// expected
# group = "limits"
# limits = { cpu_seconds = 0.4, wall_seconds = 3.0 }
# ending = "CPU_LIMIT"
# within_seconds = 3.5
#
# [L2]
# ending = ["CPU_LIMIT", "TIMED_OUT"]
#
# [L1]
# ending = ["CPU_LIMIT", "TIMED_OUT"]
# ///
"""SIGCHLD is ignored, so the processor time of 400 short-lived children is charged to nobody."""

import os
import signal
import time


def attack(**_):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in range(400):
        if os.fork() == 0:
            end = time.monotonic() + 0.02
            while time.monotonic() < end:
                pass
            os._exit(0)
        time.sleep(0.02)
    time.sleep(60)

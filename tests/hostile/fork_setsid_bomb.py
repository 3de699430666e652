# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { processes = 32 }
# ending = "PROCESS_LIMIT"
# within_seconds = 0.5
# ///
"""A fork bomb in which every process flees into a session of its own."""

import os
import time


def attack(**_):
    for _ in range(9):
        try:
            if os.fork() == 0:
                os.setsid()
        except OSError:
            time.sleep(0.01)
    time.sleep(60)

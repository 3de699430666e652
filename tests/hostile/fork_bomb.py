# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { processes = 32 }
# ending = "PROCESS_LIMIT"
# within_seconds = 0.5
# ///
"""Every process forks again and again: 512 of them, if nobody stops it."""

import os
import time


def attack(**_):
    for _ in range(9):
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)
    time.sleep(60)

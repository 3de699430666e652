# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# left_alive = 1
# within_seconds = 1.5
# ///
"""Its orphan keeps every descriptor and goes on printing: whoever reads to the end of the pipe waits for a minute."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        for _ in range(600):
            os.write(1, b".")
            time.sleep(0.1)
        os._exit(0)
    return "done"

# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# left_alive = 1
# ///
"""Returns while a child of it lives on."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    return "done"

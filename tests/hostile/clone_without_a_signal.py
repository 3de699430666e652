# /// expected
# group = "leftovers"
# value = "done"
# left_alive = 1
# at_exit_zombies = 1
# ///
"""Makes children that tell nobody of their end: an ordinary wait does not see them."""

import os
import time

from trying import call


def attack(**_):
    for seconds in (0, 60):
        if call(56, 220, 0, 0, 0, 0, 0) == 0:
            time.sleep(seconds)
            os._exit(0)
    time.sleep(0.1)
    return "done"

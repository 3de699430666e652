# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# at_exit_zombies = 1
# returned_zombies = 1
#
# [L0]
# at_exit_zombies = [0, 1]  # between the last look and the end it may have gone
# ///
"""Never waits for a child that ended long ago."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        os._exit(7)
    time.sleep(0.1)
    return "done"

# /// expected
# group = "leftovers"
# value = "done"
# left_alive = 1
# ///
"""Makes a child with CLONE_PARENT: its parent is the sandbox's own process, and main has no children at all."""

import os
import time

from trying import call

CLONE_PARENT, SIGCHLD = 0x00008000, 17


def attack(**_):
    if call(56, 220, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
        time.sleep(60)
        os._exit(0)
    return "done"

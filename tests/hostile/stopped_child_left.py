# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# left_alive = 1
# ///
"""Leaves a child that has stopped itself, and so never answers anything but SIGKILL."""

import os
import signal
import time


def attack(**_):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(60)
    time.sleep(0.05)
    return "done"

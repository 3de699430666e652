# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# ending = "SIGNALLED"
# signal = "SIGTERM"
# no_value = true
# ///
"""Sends SIGTERM to its whole process group: only the program itself may be in it."""

import os
import signal
import time


def attack(**_):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if os.fork() == 0:
        time.sleep(60)
    os.killpg(0, signal.SIGTERM)
    time.sleep(60)

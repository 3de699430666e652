# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""SIGCHLD is ignored: twenty children vanish without a wait, and none of them is a zombie."""

import os
import signal
import time


def attack(**_):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for code in range(20):
        if os.fork() == 0:
            os._exit(code)
    time.sleep(0.2)
    return "done"

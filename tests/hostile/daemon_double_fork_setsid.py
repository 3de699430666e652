# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# left_alive = 1
# ///
"""Leaves a daemon by the book: fork, setsid, fork, another folder, no terminal."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            os.umask(0)
            time.sleep(60)
        os._exit(0)
    os.wait()
    return "done"

# /// expected
# group = "leftovers"
# value = "done"
# left_alive = 1
# ///
"""Makes a child that shares descriptors, folder and handlers with main, closes what main needs and changes where main is."""

import os
import time

from trying import call

CLONE_FS, CLONE_FILES, SIGCHLD = 0x200, 0x400, 17


def attack(**_):
    descriptor = os.open(".", os.O_RDONLY)
    if call(56, 220, CLONE_FS | CLONE_FILES | SIGCHLD, 0, 0, 0, 0) == 0:
        os.close(descriptor)
        os.chdir("/")
        time.sleep(60)
        os._exit(0)
    time.sleep(0.05)
    return "done" if os.getcwd() == "/" else "shares nothing"

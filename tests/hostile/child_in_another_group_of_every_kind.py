# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# left_alive = 4
# ///
"""Four children: in the same group, in a group of its own, in a session of its own, and one whose parent is gone."""

import os
import time


def attack(**_):
    for flee in (lambda: None, lambda: os.setpgid(0, 0), os.setsid, orphan_itself):
        if os.fork() == 0:
            flee()
            time.sleep(60)
            os._exit(0)
    time.sleep(0.05)
    return "done"


def orphan_itself():
    if os.fork():
        os._exit(0)

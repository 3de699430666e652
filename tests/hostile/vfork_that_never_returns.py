# /// expected
# group = "leftovers"
# limits = { wall_seconds = 0.5 }
# ending = "TIMED_OUT"
# within_seconds = 1.0
# ///
"""The parent of a vfork waits in the kernel until its child execs or ends; the child does neither."""

import os
import time

from trying import call

CLONE_VFORK, SIGCHLD = 0x4000, 17


def attack(**_):
    if call(56, 220, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) == 0:
        time.sleep(60)
        os._exit(0)
    return "back"

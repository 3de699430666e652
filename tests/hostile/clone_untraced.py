# /// expected
# group = "leftovers"
# ending = "EXITED"
# value = "refused"
# ///
"""Makes a child with CLONE_UNTRACED, which a tracer cannot follow: it must be refused, or be known."""

import os
import time

from trying import call

CLONE_UNTRACED, SIGCHLD = 0x00800000, 17


def attack(**_):
    try:
        pid = call(56, 220, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0)
    except OSError:
        return "refused"
    if pid == 0:
        os.setsid()
        time.sleep(60)
        os._exit(0)
    return "made"

# /// expected
# cause = "STOPPED"
# methods = ["fork", "spawn", "forkserver"]
# said = "was stopped by a signal"
# ///
"""A child that stopped itself."""

import os
import signal

from family import started


def stop():
    os.kill(os.getpid(), signal.SIGSTOP)


def solve():
    started(stop).join()

# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 0.4 }
# ending = "TIMED_OUT"
# within_seconds = 0.9
# ///
"""Stops itself with SIGSTOP, and so does its child."""

import os
import signal


def attack(**_):
    os.fork()
    os.kill(os.getpid(), signal.SIGSTOP)

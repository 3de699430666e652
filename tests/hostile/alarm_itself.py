# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# ending = "SIGNALLED"
# signal = "SIGALRM"
# ///
"""Lets its own alarm clock end it."""

import signal
import time


def attack(**_):
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(60)

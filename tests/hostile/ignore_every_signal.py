# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 0.4 }
# ending = "TIMED_OUT"
# within_seconds = 0.9
# ///
"""Blocks and ignores all that can be blocked and ignored, then sleeps."""

import contextlib
import signal
import time


def attack(**_):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    time.sleep(3600)

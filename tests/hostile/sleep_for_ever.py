# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 0.4 }
# ending = "TIMED_OUT"
# within_seconds = 0.9
# ///
"""Sleeps."""

import time


def attack(**_):
    time.sleep(3600)

# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 0.4 }
# ending = "TIMED_OUT"
# within_seconds = 0.9
# ///
"""Sleeps while it is imported: the function never begins."""

import time

time.sleep(3600)


def attack(**_):
    return "never"

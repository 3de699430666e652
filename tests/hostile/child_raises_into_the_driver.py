# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED"]
# at_most_returns = 1
# any_left = true
# ///
"""Forks and lets the child's exception go up into the driver."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        raise ValueError("from the child")
    time.sleep(0.1)
    return "parent"

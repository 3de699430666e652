# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED"]
# at_most_returns = 1
# never = "child"
# any_left = true
# ///
"""Forks and lets the child return from the function as well."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        return "child"
    time.sleep(0.1)
    return "parent"

# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Registers exit handlers that hang and that forge."""

import atexit
import os
import time


def attack(**_):
    atexit.register(time.sleep, 60)
    atexit.register(os.write, 3, b"forged")
    return "done"

# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# left_alive = 1
# ///
"""Starts a program whose command line has invalid UTF-8, escapes, line ends and a hundred thousand words."""

import os
import time


def attack(**_):
    words = [b"sleep\xff\xfe\x1b[31m\n::error::x", b"60", *[b"0"] * 20_000]
    if os.fork() == 0:
        os.execv("/bin/sleep", words)
    time.sleep(0.1)
    return "done"

# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "SIGNALLED", "DISK_LIMIT"]
# ///
"""Stretches a file to a terabyte without writing to it: no space is used, and nobody must try to read it."""

import os


def attack(**_):
    with open("log.txt", "wb") as file:
        os.truncate(file.fileno(), 1 << 40)

# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Closes its output, and then prints."""

import os


def attack(**_):
    os.close(1)
    os.close(2)
    print("into nothing")
    return "done"

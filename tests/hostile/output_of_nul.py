# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Prints NULs and all other control characters."""

import os


def attack(**_):
    for descriptor in (1, 2):
        os.write(descriptor, bytes(range(32)) * 3)
    return "done"

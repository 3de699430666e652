# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Prints escapes that clear a terminal, rename its window and move its cursor."""

import os


def attack(**_):
    for descriptor in (1, 2):
        os.write(descriptor, b"\x1b[2J\x1b]0;owned\x07\x1b[31m\x9b1m\r")
    return "done"

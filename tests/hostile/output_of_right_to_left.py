# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Prints characters that turn the direction of text, and that look like others."""

import os


def attack(**_):
    for descriptor in (1, 2):
        os.write(descriptor, "\u202e\u2066drowssap\u0000\ufeff\u200b".encode())
    return "done"

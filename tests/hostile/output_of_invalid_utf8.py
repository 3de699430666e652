# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Prints bytes that are not UTF-8."""

import os


def attack(**_):
    for descriptor in (1, 2):
        os.write(descriptor, b"\xff\xfe\xc0\x80\xed\xa0\x80\n")
    return "done"

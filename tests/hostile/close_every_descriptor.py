# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED"]
# no_value = true
# ///
"""Closes all descriptors and returns."""

import os


def attack(**_):
    os.closerange(0, 4096)
    return "honest"

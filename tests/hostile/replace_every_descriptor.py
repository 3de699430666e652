# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED"]
# no_value = true
# ///
"""Puts /dev/null in the place of every descriptor."""

import contextlib
import os


def attack(**_):
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in range(256):
        if descriptor != null:
            with contextlib.suppress(OSError):
                os.fstat(descriptor)
                os.dup2(null, descriptor)
    return "honest"

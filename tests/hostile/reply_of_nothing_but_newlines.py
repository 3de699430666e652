# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "TAMPERED"
# never = "forged"
# ///
"""Writes empty lines and NULs to every descriptor."""

import contextlib
import os


def attack(**_):
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, b"\n\x00\n" * 1000)
    return "honest"

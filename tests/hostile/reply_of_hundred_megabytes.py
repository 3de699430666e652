# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["TAMPERED", "OUTPUT_LIMIT", "MEMORY_LIMIT"]
# never = "forged"
# no_value = true
# ///
"""Writes a reply of 100 MB without an end to every descriptor."""

import contextlib
import os


def attack(**_):
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            for _ in range(1600):
                os.write(descriptor, b"x" * 65536)
    return "honest"

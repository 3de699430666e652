# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "TAMPERED"
# never = "forged"
# ///
"""Writes JSON that is 100,000 lists deep to every descriptor."""

import contextlib
import os


def attack(**_):
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, b"[" * 100_000 + b"]" * 100_000 + b"\n")
    return "honest"

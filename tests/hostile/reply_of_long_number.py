# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "TAMPERED"
# never = "forged"
# ///
"""Writes a number of 60,000 digits to every descriptor."""

import contextlib
import os


def attack(**_):
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, b'{"nonce": "0", "value": ' + b"9" * 60_000 + b"}\n")
    return "honest"

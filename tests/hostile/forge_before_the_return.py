# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "TAMPERED"
# never = "forged"
# ///
"""Writes a reply with an invented nonce to every descriptor, then returns."""

import contextlib
import json
import os


def attack(**_):
    forge()
    return "honest"


def forge(nonce=None):
    nonce = nonce or "0" * 32
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, json.dumps({"nonce": nonce, "value": "forged"}).encode() + b"\n")

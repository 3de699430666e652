# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "TAMPERED"
# ///
"""Finds the nonce in the driver's memory and answers twice, with two different values."""

import contextlib
import gc
import json
import os


def attack(**_):
    for nonce in {
        found["nonce"] for found in gc.get_objects() if isinstance(found, dict) and isinstance(found.get("nonce"), str)
    } or {"?"}:
        forge(nonce)
        forge(nonce)
    return "honest"


def forge(nonce=None):
    nonce = nonce or "0" * 32
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, json.dumps({"nonce": nonce, "value": "forged"}).encode() + b"\n")

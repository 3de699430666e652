# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "TAMPERED"
# never = "forged"
# ///
"""Forges the reply while it is imported."""

import contextlib
import json
import os


def forge(nonce=None):
    nonce = nonce or "0" * 32
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, json.dumps({"nonce": nonce, "value": "forged"}).encode() + b"\n")


forge()
os._exit(0)

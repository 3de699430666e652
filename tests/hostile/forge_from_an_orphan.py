# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["TAMPERED", "EXITED"]
# never = "forged"
# left_alive = 1
# ///
"""A child outlives main and forges replies all the time."""

import contextlib
import json
import os
import time


def attack(**_):
    if os.fork() == 0:
        for _ in range(2000):
            forge()
            time.sleep(0.005)
        os._exit(0)
    return "honest"


def forge(nonce=None):
    nonce = nonce or "0" * 32
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, json.dumps({"nonce": nonce, "value": "forged"}).encode() + b"\n")

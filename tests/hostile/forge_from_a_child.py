# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["TAMPERED", "EXITED"]
# never = "forged"
# ///
"""A child forges replies while main sleeps."""

import contextlib
import json
import os


def attack(**_):
    pid = os.fork()
    if pid == 0:
        forge()
        os._exit(0)
    os.waitpid(pid, 0)
    return "honest"


def forge(nonce=None):
    nonce = nonce or "0" * 32
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, json.dumps({"nonce": nonce, "value": "forged"}).encode() + b"\n")

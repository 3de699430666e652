# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["TAMPERED", "EXITED"]
# never = "forged"
# ///
"""Hands every descriptor to another program, which forges the reply."""

import os
import subprocess

FORGER = """
import json, os
for descriptor in range(3, 256):
    try:
        os.write(descriptor, json.dumps({"nonce": "0" * 32, "value": "forged"}).encode() + b"\\n")
    except OSError:
        pass
"""


def attack(**_):
    for descriptor in range(3, 256):
        try:
            os.set_inheritable(descriptor, True)
        except OSError:
            continue
    subprocess.run(["python3", "-c", FORGER], close_fds=False, check=False)
    return "honest"

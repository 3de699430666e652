# /// expected
# group = "work records"
# levels = [0, 1, 2, 3]
# workshop = true
# ending = ["TAMPERED", "OUTPUT_LIMIT", "MEMORY_LIMIT"]
# ///
"""Writes 200 MB where work is recorded."""

import json
import os


def attack(**_):
    descriptor = os.open(json.loads(os.environ["WORKSHOP"])["records"], os.O_WRONLY)
    for _ in range(3200):
        os.write(descriptor, b"x" * 65536)
    return "done"

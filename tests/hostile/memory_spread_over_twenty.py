# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { memory_mib = 160, processes = 64 }
# ending = "MEMORY_LIMIT"
# ///
"""Twenty children take 32 MiB each: none of them is large, together they are four times too large."""

import os
import time


def attack(**_):
    for _ in range(20):
        if os.fork() == 0:
            held = bytearray(b"x") * (32 << 20)
            time.sleep(60)
            os._exit(len(held) & 1)
    time.sleep(60)

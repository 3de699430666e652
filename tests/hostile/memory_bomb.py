# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { memory_mib = 128 }
# ending = "MEMORY_LIMIT"
# ///
"""Takes a gigabyte in one process, and touches every page of it."""

import time


def attack(**_):
    held = [bytearray(b"x") * (1 << 20) for _ in range(1024)]
    time.sleep(60)
    return len(held)

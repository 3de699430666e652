# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { output_kib = 256 }
# ending = "OUTPUT_LIMIT"
# within_seconds = 0.2
# ///
"""A grandchild writes a gigabyte to stderr while main sleeps."""

import os
import time


def attack(**_):
    if os.fork() == 0:
        if os.fork() == 0:
            for _ in range(1024):
                os.write(2, b"x" * (1 << 20))
        os._exit(0)
    time.sleep(60)

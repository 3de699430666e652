# /// expected
# group = "limits"
# limits = { memory_mib = 128, descriptors = 256 }
# ending = ["EXITED", "MEMORY_LIMIT"]
# value = true
# ///
"""Fills as many pipes as it may open; the kernel must keep all of it, and it must stay little."""

import contextlib
import os


def attack(**_):
    total, ends = 0, []
    with contextlib.suppress(OSError):
        for _ in range(1000):
            ends.append(os.pipe())
            os.set_blocking(ends[-1][1], False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    total += os.write(ends[-1][1], b"x" * 65536)
    return total < 128 << 20

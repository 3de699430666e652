# /// expected
# group = "writing"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "DISK_LIMIT"]
# ///
"""Makes folders inside each other until the kernel or a limit stops it: a recursive clean-up must not fall over."""

import os


def attack(**_):
    for depth in range(10_000):
        try:
            os.mkdir("d")
            os.chdir("d")
        except OSError:
            return depth
    return 10_000

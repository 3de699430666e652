# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# limits = { output_kib = 256 }
# ending = "OUTPUT_LIMIT"
# within_seconds = 0.1
# ///
"""Prints a gigabyte."""

import os


def attack(**_):
    for _ in range(1024):
        os.write(1, b"x" * (1 << 20))

# /// expected
# group = "limits"
# limits = { memory_mib = 128 }
# ending = "MEMORY_LIMIT"
# ///
"""Touches a gigabyte of anonymous shared memory."""

import mmap
import time


def attack(**_):
    area = mmap.mmap(-1, 1 << 30)
    for offset in range(0, 1 << 30, 4096):
        area[offset] = 1
    time.sleep(60)

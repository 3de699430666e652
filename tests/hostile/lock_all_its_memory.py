# /// expected
# group = "limits"
# limits = { memory_mib = 128 }
# ending = ["EXITED", "MEMORY_LIMIT"]
# denied = true
# ///
"""Locks 256 MiB into memory with mlockall."""

import mmap

from trying import call, managed


def attack(**_):
    return managed(locked=lock)


def lock():
    call(151, 230, 3)
    area = mmap.mmap(-1, 256 << 20)
    area[0] = 1

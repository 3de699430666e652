# /// expected
# group = "limits"
# limits = { memory_mib = 128 }
# ending = ["EXITED", "MEMORY_LIMIT"]
# denied = true
# ///
"""Hides half a gigabyte in a memfd, which belongs to no process's resident set."""

import os

from trying import managed


def attack(**_):
    return managed(hidden_memory=fill)


def fill():
    descriptor = os.memfd_create("hidden")
    for _ in range(512):
        os.write(descriptor, b"x" * (1 << 20))

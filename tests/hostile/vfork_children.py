# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = [0, 1, 2]
# ///
"""Starts programs through posix_spawn, which uses vfork."""

import os


def attack(**_):
    codes = []
    for code in range(3):
        pid = os.posix_spawn("/bin/sh", ["sh", "-c", f"exit {code}"], {})
        codes.append(os.waitpid(pid, 0)[1] >> 8)
    return codes

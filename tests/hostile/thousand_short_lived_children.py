# /// expected
# group = "leftovers"
# value = 1000
# limits = { wall_seconds = 30.0, cpu_seconds = 30.0 }
# children = 1000
# ///
"""Starts a thousand children one after the other, each with its own exit code."""

import os


def attack(**_):
    right = 0
    for number in range(1000):
        pid = os.fork()
        if pid == 0:
            os._exit(number % 256)
        right += os.waitpid(pid, 0)[1] >> 8 == number % 256
    return right

# /// expected
# group = "leftovers"
# value = "done"
# left_names = 1
# ///
"""A file in /dev/shm, made with open()."""

import os


def attack(**_):
    with open(f"/dev/shm/mine-{os.getpid()}-{os.urandom(4).hex()}", "w") as file:
        file.write("x" * 4096)
    return "done"

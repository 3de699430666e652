# /// expected
# group = "leftovers"
# value = true
# left_names = 1
#
# [L1]
# value = false
# left_names = 0
# ///
"""Leaves a System V shared memory segment, a semaphore set and a message queue. Where they cannot be cleaned up they are refused."""

from trying import call


def attack(**_):
    try:
        call(29, 194, 0, 4096, 0o1600)
    except OSError:
        return False
    return True

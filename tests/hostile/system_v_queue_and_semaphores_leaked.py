# /// expected
# group = "leftovers"
# value = []
# [L2]
# value = ["message_queue", "semaphores"]
# left_names = 2
#
# [L3]
# value = ["message_queue", "semaphores"]
# left_names = 2
# ///
"""Leaves a System V message queue and a semaphore set."""

from trying import call, managed


def attack(**_):
    return managed(
        message_queue=lambda: call(68, 186, 0, 0o1600),
        semaphores=lambda: call(64, 190, 0, 1, 0o1600),
    )

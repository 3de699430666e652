# /// expected
# group = "kernel"
# levels = [0, 1, 2, 3]
# value = "done"
# ///
"""Chooses its own processor and its own niceness: nobody else is concerned."""

import os


def attack(**_):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.nice(1)
    return "done"

# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# methods = ["fork", "spawn", "forkserver"]
# said = "waits at condition 1"
# ///
"""A condition notified too early."""

import multiprocessing as mp

from family import started


def wait(condition):
    with condition:
        condition.wait()


def solve():
    condition = mp.Condition()
    with condition:
        condition.notify_all()
    started(wait, condition).join()

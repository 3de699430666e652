# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# methods = ["fork", "spawn", "forkserver"]
# said = "waits for a signal"
# ///
"""A child that waits for a signal."""

import signal

from family import started


def wait():
    signal.pause()


def solve():
    started(wait).join()

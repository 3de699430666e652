# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# methods = ["fork", "spawn", "forkserver"]
# said = "waits for event 1"
# ///
"""An event that nobody sets."""

import multiprocessing as mp

from family import started


def wait(event):
    event.wait()


def solve():
    event = mp.Event()
    started(wait, event).join()

# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# said = "has no other one"
# ///
"""A lock of a thread that is not in the child."""

import threading

from family import started

lock = threading.Lock()


def want():
    with lock:
        pass


def solve():
    with lock:
        child = started(want)
    child.join()

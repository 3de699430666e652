# /// expected
# cause = "NOBODY_WILL_SIGNAL"
# ///
"""A pool whose worker waits for its own pool."""

import threading


def work(event):
    event.wait()


def solve():
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work, threading.Event()).result()

"""A timer of threading."""

import threading

from family import PAUSE


def solve():
    event = threading.Event()
    threading.Timer(PAUSE, event.set).start()
    event.wait()

"""An alarm without a handler ends a child in pause."""

import signal

from family import PAUSE, started


def wait():
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    signal.pause()


def solve():
    started(wait).join()

"""An alarm with a handler, in pause."""

import signal

from family import PAUSE, handle


def solve():
    signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    signal.pause()

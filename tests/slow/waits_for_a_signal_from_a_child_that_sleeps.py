"""Waits for a signal from a child that sleeps."""

import os
import signal
import time

from family import PAUSE, handle, started


def ring(parent):
    time.sleep(PAUSE)
    os.kill(parent, signal.SIGUSR1)


def solve():
    signal.signal(signal.SIGUSR1, handle)
    child = started(ring, os.getpid())
    signal.pause()
    child.join()

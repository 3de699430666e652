"""An alarm that repeats."""

import multiprocessing as mp
import signal

from family import PAUSE, started


def wait(event):
    rung = []

    def ring(*_):
        rung.append(1)

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, PAUSE / 4, PAUSE / 4)
    while len(rung) < 4:
        signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0)
    event.set()


def solve():
    event = mp.Event()
    child = started(wait, event)
    event.wait()
    child.join()

"""An alarm breaks a wait for a lock."""

import multiprocessing as mp
import signal

from family import PAUSE, started


class Enough(Exception):
    pass


def enough(*_):
    raise Enough


def wait(lock):
    signal.signal(signal.SIGALRM, enough)
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    try:
        lock.acquire()
    except Enough:
        pass


def solve():
    lock = mp.Lock()
    with lock:
        started(wait, lock).join()

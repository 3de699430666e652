"""A stopped child that is continued."""

import os
import signal
import time

from family import PAUSE, started


def stop():
    os.kill(os.getpid(), signal.SIGSTOP)


def solve():
    child = started(stop)
    time.sleep(PAUSE)
    os.kill(child.pid, signal.SIGCONT)
    child.join()

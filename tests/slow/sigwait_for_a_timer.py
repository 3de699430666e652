"""Sigwait for a timer."""

import signal

from family import PAUSE


def solve():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    signal.sigwait([signal.SIGALRM])

"""A wait that a timer's signal ends."""

import os
import signal

EXPECTED = "late"


class Late(Exception):
    """It took too long."""


def ring(*_):
    raise Late


def solve():
    reader, writer = os.pipe()
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        os.read(reader, 1)
    except Late:
        return "late"
    finally:
        os.close(reader)
        os.close(writer)
    return "early"

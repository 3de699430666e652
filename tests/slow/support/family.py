"""What these programs have in common; it is laid beside each of them."""

import ctypes
import multiprocessing
import os

PAUSE = float(os.environ["PAUSE"])
"""About how many seconds each of them takes."""
libc = ctypes.CDLL(None, use_errno=True)


def started(target, *arguments):
    """Start a child process and return it."""
    process = multiprocessing.Process(target=target, args=arguments)
    process.start()
    return process


def handle(*_):
    """Handle a signal by doing nothing."""

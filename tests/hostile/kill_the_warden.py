# /// expected
# group = "signals"
# ending = ["EXITED", "SIGNALLED"]
# denied = true
# ///
"""Signals its parent and everyone above it."""

import os
import signal

from trying import ancestors, managed


def attack(**_):
    return managed(
        kill=lambda: any_of(lambda pid: os.kill(pid, signal.SIGKILL)),
        stop=lambda: any_of(lambda pid: os.kill(pid, signal.SIGSTOP)),
        terminate=lambda: any_of(lambda pid: os.kill(pid, signal.SIGTERM)),
    )


def any_of(attempt):
    worked = 0
    for pid in ancestors():
        if pid == 1 and os.getppid() == 1:
            continue  # the kernel lets the call succeed and does nothing: process 1 is immune from its own namespace
        try:
            attempt(pid)
            worked += 1
        except OSError:
            pass
    if not worked:
        raise OSError("none")

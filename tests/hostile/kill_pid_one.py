# /// expected
# group = "signals"
# ending = ["EXITED"]
# value = "alive"
# ///
"""Signals process 1, which in a pid namespace is the sandbox's own."""

import contextlib
import os
import signal
import time


def attack(**_):
    for number in (
        signal.SIGKILL,
        signal.SIGSTOP,
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGUSR1,
        signal.SIGCHLD,
        34,
        64,
    ):
        with contextlib.suppress(OSError):
            os.kill(1, number)
    time.sleep(0.05)
    return "alive"

# /// expected
# group = "signals"
# ending = ["EXITED", "SIGNALLED"]
# ///
"""kill(-1, SIGTERM), then kill(-1, SIGKILL): every process that it may signal."""

import contextlib
import os
import signal


def attack(**_):
    for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(OSError):
            os.kill(-1, number)
    return "alive"

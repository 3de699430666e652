# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "SIGNALLED"
# signal = "SIGKILL"
# no_value = true
# ///
"""Kills itself with SIGKILL: this is the program's own end, not the sandbox's."""

import os
import signal


def attack(**_):
    os.kill(os.getpid(), signal.SIGKILL)

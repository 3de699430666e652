# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# ending = "SIGNALLED"
# signal = "SIGTRAP"
# no_value = true
# ///
"""Ends by SIGTRAP, the signal with which a tracer is told everything else."""

import os
import signal
import time


def attack(**_):
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTRAP, lambda *_: os._exit(9))
        os.kill(os.getpid(), signal.SIGTRAP)
        time.sleep(60)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9:
        os.kill(os.getpid(), signal.SIGTRAP)
    time.sleep(60)

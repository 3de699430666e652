# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = 200
# ///
"""Stops and continues a child two hundred times, and sees each stop and each going on."""

import os
import signal
import time


def attack(**_):
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    seen = 0
    for _ in range(200):
        os.kill(pid, signal.SIGSTOP)
        stopped = os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])
        os.kill(pid, signal.SIGCONT)
        seen += stopped and os.WIFCONTINUED(os.waitpid(pid, os.WCONTINUED)[1])
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return seen

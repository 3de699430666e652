# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = [-9, -15, 3]
# ///
"""Kills, ends and stops its own children: what a course about processes teaches must go on working."""

import os
import signal
import time


def attack(**_):
    killed, ended, stopped = (child() for _ in range(3))
    time.sleep(0.05)
    os.kill(killed, signal.SIGKILL)
    os.kill(ended, signal.SIGTERM)
    os.kill(stopped, signal.SIGSTOP)
    os.waitpid(stopped, os.WUNTRACED)
    os.kill(stopped, signal.SIGCONT)
    os.kill(stopped, signal.SIGUSR1)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in (killed, ended, stopped)]


def child():
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, lambda *_: os._exit(3))
        time.sleep(60)
    return pid

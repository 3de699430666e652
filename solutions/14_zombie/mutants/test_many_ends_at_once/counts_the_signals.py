"""The parent waits for as many signals as there are children; some of them never come."""

import os
import signal
import time

from workshop import work


def make_zombie(seconds):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    time.sleep(seconds)
    os.waitpid(pid, 0)


def start_child(number):
    pid = os.fork()
    if pid == 0:
        try:
            work(number)
            os._exit(10 + number)
        except BaseException:
            os._exit(1)
    return pid


def reap_all(n):
    codes = {}

    def on_child(*_):
        if len(codes) < n:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                codes[pid] = os.waitstatus_to_exitcode(status)

    before = signal.signal(signal.SIGCHLD, on_child)
    for number in range(n):
        start_child(number)
    work("parent")
    while len(codes) < n:
        time.sleep(0.01)
    signal.signal(signal.SIGCHLD, before)
    return codes

"""The child is asked for once, right at the start, when it may not have ended yet, and never again."""

import os
import time
from threading import Thread

from workshop import work


def make_zombie(seconds):
    pid = os.fork()
    if pid == 0:
        time.sleep(0.1)
        os._exit(0)
    os.waitpid(pid, os.WNOHANG)
    time.sleep(seconds)


def start_child(number):
    pid = os.fork()
    if pid == 0:
        try:
            work(number)
            os._exit(10 + number)
        except BaseException:
            os._exit(1)
    return pid


def reap(n, codes):
    for _ in range(n):
        pid, status = os.waitpid(-1, 0)
        codes[pid] = os.waitstatus_to_exitcode(status)


def reap_all(n):
    codes = {}
    for number in range(n):
        start_child(number)
    reaper = Thread(target=reap, args=(n, codes))
    reaper.start()
    work("parent")
    reaper.join()
    return codes

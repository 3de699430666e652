"""A plain Process belongs to the fork server, if there is one, and is reaped by it."""

import multiprocessing
import os
import time
from multiprocessing.connection import wait
from threading import Thread

from workshop import work


def make_zombie(seconds):
    process = multiprocessing.Process(target=int)
    process.start()
    wait([process.sentinel])
    time.sleep(seconds)
    process.join()


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

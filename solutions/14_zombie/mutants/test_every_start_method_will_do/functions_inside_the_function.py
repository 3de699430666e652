"""The child's function is local, so it cannot be named to a fresh interpreter."""

import os
import sys
import time
from multiprocessing import Process
from threading import Thread

from workshop import work


def make_zombie(seconds):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    time.sleep(seconds)
    os.waitpid(pid, 0)


def reap(process, codes):
    process.join()
    codes[process.pid] = process.exitcode


def reap_all(n):
    def child(number):
        work(number)
        sys.exit(10 + number)

    codes = {}
    processes = [Process(target=child, args=(number,)) for number in range(n)]
    for process in processes:
        process.start()
    reapers = [Thread(target=reap, args=(process, codes)) for process in processes]
    for reaper in reapers:
        reaper.start()
    work("parent")
    for reaper in reapers:
        reaper.join()
    return codes

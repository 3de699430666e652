"""Each child looks whether it has been adopted, and then ends itself: it was an orphan all the same."""

import os
import time
from multiprocessing import Process
from threading import Thread

from workshop import work


def make_orphan(seconds):
    pid = os.fork()
    if pid == 0:
        try:
            time.sleep(seconds)
            work(os.getppid())
            os._exit(0)
        finally:
            os._exit(1)
    return pid


def watch(parent):
    while os.getppid() == parent:
        time.sleep(0.02)
    os._exit(1)


def child(number, seconds, parent):
    Thread(target=watch, args=(parent,), daemon=True).start()
    work(number)
    time.sleep(seconds)


def no_orphan(seconds):
    children = [Process(target=child, args=(number, seconds, os.getpid())) for number in range(3)]
    for each in children:
        each.start()
    for each in children:
        each.join()
    if any(each.exitcode != 0 for each in children):
        raise RuntimeError("a child failed")
    return [each.pid for each in children]

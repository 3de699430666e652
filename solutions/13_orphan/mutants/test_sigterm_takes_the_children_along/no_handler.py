"""Nothing is prepared for SIGTERM: it ends the parent on the spot."""

import os
import time
from multiprocessing import Process

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


def child(number, seconds):
    work(number)
    time.sleep(seconds)


def no_orphan(seconds):
    children = [Process(target=child, args=(number, seconds)) for number in range(3)]
    for each in children:
        each.start()
    for each in children:
        each.join()
    if any(each.exitcode != 0 for each in children):
        raise RuntimeError("a child failed")
    return [each.pid for each in children]

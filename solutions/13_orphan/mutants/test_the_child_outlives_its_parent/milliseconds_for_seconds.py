"""The child sleeps for milliseconds, and is gone before its parent."""

import os
import signal
import time
from multiprocessing import Process

from workshop import work


def make_orphan(seconds):
    pid = os.fork()
    if pid == 0:
        try:
            time.sleep(seconds / 1000)
            work(os.getppid())
            os._exit(0)
        finally:
            os._exit(1)
    return pid


class Told(BaseException):
    pass


def tell(*_):
    raise Told


def child(number, seconds):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    work(number)
    time.sleep(seconds)


def no_orphan(seconds):
    children = [Process(target=child, args=(number, seconds)) for number in range(3)]
    before = signal.signal(signal.SIGTERM, tell)
    try:
        for each in children:
            each.start()
        for each in children:
            each.join()
    except Told:
        for each in children:
            each.terminate()
        for each in children:
            each.join()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    if any(each.exitcode != 0 for each in children):
        raise RuntimeError("a child failed")
    return [each.pid for each in children]

"""The child is a pool's, and leaving the pool waits for its work."""

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Process

from workshop import work


def orphan(seconds):
    time.sleep(seconds)
    work(os.getppid())


def make_orphan(seconds):
    with ProcessPoolExecutor(max_workers=1) as pool:
        pool.submit(orphan, seconds)
        return next(iter(pool._processes))


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

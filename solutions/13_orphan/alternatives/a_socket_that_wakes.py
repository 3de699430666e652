"""The same with a socket into which the interpreter writes when a signal comes, waited for along with the children."""

import multiprocessing
import os
import signal
import socket
import time
from multiprocessing.connection import wait

from workshop import work


def orphan(seconds):
    time.sleep(seconds)
    work(os.getppid())


def make_orphan(seconds):
    child = multiprocessing.get_context("fork").Process(target=orphan, args=(seconds,))
    child.start()
    return child.pid


def worker(number, seconds):
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    work(number)
    time.sleep(seconds)


def no_orphan(seconds):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    old_pipe = signal.set_wakeup_fd(theirs.fileno())
    old_handler = signal.signal(signal.SIGTERM, lambda *_: None)
    children = [multiprocessing.Process(target=worker, args=(number, seconds)) for number in range(3)]
    for child in children:
        child.start()
    running = {child.sentinel: child for child in children}
    told = False
    while running and not told:
        for ready in wait([ours, *running]):
            if ready is ours:
                told = True
            else:
                running.pop(ready).join()
    for child in running.values():
        child.kill()
        child.join()
    signal.set_wakeup_fd(old_pipe)
    signal.signal(signal.SIGTERM, old_handler)
    ours.close()
    theirs.close()
    if told:
        signal.raise_signal(signal.SIGTERM)
    failed = [child.name for child in children if child.exitcode]
    if failed:
        raise RuntimeError(f"failed: {failed}")
    return [child.pid for child in children]

"""The workers are told, but the caller is not."""

import os
import signal
import sys
from multiprocessing import Barrier, Process
from multiprocessing.connection import wait
from threading import BrokenBarrierError

from workshop import work


def worker(number, rounds, barrier, dead):
    try:
        for turn in range(rounds):
            work([number, turn])
            if number == dead:
                os.kill(os.getpid(), signal.SIGKILL)
            barrier.wait()
    except BrokenBarrierError:
        sys.exit(3)


def run(workers, rounds, dead=None):
    barrier = Barrier(workers)
    children = [Process(target=worker, args=(number, rounds, barrier, dead)) for number in range(workers)]
    for child in children:
        child.start()
    running = {child.sentinel: child for child in children}
    while running:
        for sentinel in wait(list(running)):
            child = running.pop(sentinel)
            child.join()
            if child.exitcode != 0:
                barrier.abort()
    return [child.exitcode for child in children]


def phases(workers, rounds):
    run(workers, rounds)
    return workers * rounds


def phases_with_casualty(workers, rounds, dead):
    if any(run(workers, rounds, dead)):
        raise BrokenBarrierError

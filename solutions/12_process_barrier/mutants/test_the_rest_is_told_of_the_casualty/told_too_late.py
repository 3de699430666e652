"""The workers lose patience, but only after three seconds."""

import os
import signal
import sys
from multiprocessing import Barrier, Process
from threading import BrokenBarrierError

from workshop import work


def worker(number, rounds, barrier, dead):
    try:
        for turn in range(rounds):
            work([number, turn])
            if number == dead:
                os.kill(os.getpid(), signal.SIGKILL)
            barrier.wait(timeout=3)
    except BrokenBarrierError:
        sys.exit(3)


def run(workers, rounds, dead=None):
    barrier = Barrier(workers)
    children = [Process(target=worker, args=(number, rounds, barrier, dead)) for number in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return [child.exitcode for child in children]


def phases(workers, rounds):
    codes = run(workers, rounds)
    if any(codes):
        raise RuntimeError("a worker failed")
    return workers * rounds


def phases_with_casualty(workers, rounds, dead):
    if any(run(workers, rounds, dead)):
        raise BrokenBarrierError

"""The same with an executor and a manager's barrier; and with workers that lose patience when nobody comes."""

import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Barrier, Manager, Process
from threading import BrokenBarrierError

from workshop import work


def go_through(number, rounds, barrier):
    try:
        for turn in range(rounds):
            work([number, turn])
            barrier.wait()
    except Exception:
        barrier.abort()
        raise
    return rounds


def phases(workers, rounds):
    with Manager() as manager, ProcessPoolExecutor(max_workers=workers) as pool:
        barrier = manager.Barrier(workers)
        futures = [pool.submit(go_through, number, rounds, barrier) for number in range(workers)]
        return sum(future.result() for future in futures)


def impatient(number, rounds, barrier, dead):
    for turn in range(rounds):
        work([number, turn])
        if number == dead:
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            barrier.wait(timeout=1.2)  # no piece of work takes longer than 1 s
        except BrokenBarrierError:
            sys.exit(3)


def phases_with_casualty(workers, rounds, dead):
    barrier = Barrier(workers)
    children = [Process(target=impatient, args=(number, rounds, barrier, dead)) for number in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if barrier.broken:
        raise BrokenBarrierError(f"the exit codes are {[child.exitcode for child in children]}")

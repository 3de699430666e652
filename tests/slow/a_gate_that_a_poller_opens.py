"""A gate that somebody opens who only wakes and looks at the clock until then."""

import multiprocessing as mp
import time

from family import PAUSE, started


def wait(gate):
    gate.acquire()


def solve():
    gate = mp.Semaphore(0)
    crew = [started(wait, gate) for _ in range(2)]
    for _ in range(60):
        time.sleep(PAUSE / 60)
    for _ in crew:
        gate.release()
    for each in crew:
        each.join()

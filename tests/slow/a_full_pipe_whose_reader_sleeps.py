"""A full pipe whose reader sleeps."""

import multiprocessing as mp
import time

from family import PAUSE, started


def read(end):
    time.sleep(PAUSE)
    end.recv()


def solve():
    ours, theirs = mp.Pipe()
    child = started(read, theirs)
    ours.send("x" * 1_000_000)
    child.join()

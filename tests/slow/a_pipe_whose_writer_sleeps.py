"""A pipe whose writer sleeps."""

import multiprocessing as mp
import time

from family import PAUSE, started


def write(end):
    time.sleep(PAUSE)
    end.send(1)


def solve():
    ours, theirs = mp.Pipe()
    child = started(write, theirs)
    ours.recv()
    child.join()

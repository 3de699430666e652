"""An alarm without a handler ends a child that reads."""

import multiprocessing as mp

from family import PAUSE, libc, started


def wait(end):
    libc.alarm(max(1, round(PAUSE)))
    end.recv()


def solve():
    ours, theirs = mp.Pipe()
    started(wait, theirs).join()

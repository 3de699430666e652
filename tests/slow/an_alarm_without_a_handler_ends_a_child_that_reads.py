"""An alarm without a handler ends a child that reads."""

import multiprocessing as mp

from family import libc, started


def wait(end):
    libc.alarm(1)
    end.recv()


def solve():
    ours, theirs = mp.Pipe()
    started(wait, theirs).join()

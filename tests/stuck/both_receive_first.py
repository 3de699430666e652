# /// expected
# cause = "EACH_READS_FIRST"
# methods = ["spawn"]
# ///
"""Both receive first."""

import multiprocessing as mp

from family import started


def talk(end):
    end.recv()
    end.send(1)


def solve():
    ours, theirs = mp.Pipe()
    started(talk, theirs)
    theirs.close()
    return ours.recv()

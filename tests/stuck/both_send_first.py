# /// expected
# cause = "EACH_SENDS_FIRST"
# methods = ["fork", "spawn", "forkserver"]
# ///
"""Both send first."""

import multiprocessing as mp

from family import started


def talk(end):
    end.send("x" * 1_000_000)
    end.recv()


def solve():
    ours, theirs = mp.Pipe()
    started(talk, theirs)
    ours.send("x" * 1_000_000)
    return ours.recv()

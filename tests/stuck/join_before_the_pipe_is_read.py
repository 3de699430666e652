# /// expected
# cause = "JOIN_BEFORE_DRAIN"
# methods = ["fork", "spawn", "forkserver"]
# ///
"""Join before the pipe is read."""

import multiprocessing as mp

from family import started


def produce(end):
    end.send("x" * 1_000_000)


def solve():
    ours, theirs = mp.Pipe()
    child = started(produce, theirs)
    child.join()
    return len(ours.recv())

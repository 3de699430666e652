# /// expected
# cause = "PIPE_END_FORGOTTEN"
# ///
"""A connection of which both ends were inherited."""

import multiprocessing as mp

from family import started


def serve(end):
    try:
        while True:
            end.recv()
    except EOFError:
        pass


def solve():
    ours, theirs = mp.Pipe()
    child = started(serve, theirs)
    ours.close(), theirs.close()
    child.join()

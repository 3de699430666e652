"""A connection.wait with a time limit."""

import multiprocessing as mp
from multiprocessing import connection

from family import PAUSE


def solve():
    ours, theirs = mp.Pipe()
    connection.wait([ours], PAUSE)

"""An event with a time limit."""

import multiprocessing as mp

from family import PAUSE


def solve():
    mp.Event().wait(PAUSE)

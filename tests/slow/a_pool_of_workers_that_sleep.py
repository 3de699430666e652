"""A pool of workers that sleep."""

import multiprocessing as mp
import time

from family import PAUSE


def solve():
    with mp.Pool(3) as pool:
        pool.map(time.sleep, [PAUSE / 2] * 6)

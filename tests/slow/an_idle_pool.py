"""An idle pool."""

import multiprocessing as mp
import time

from family import PAUSE


def solve():
    with mp.Pool(3) as pool:
        pool.map(abs, [1])
        time.sleep(PAUSE)

"""An executor of processes."""

import time

from family import PAUSE


def solve():
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(2) as pool:
        list(pool.map(time.sleep, [PAUSE / 2] * 4))

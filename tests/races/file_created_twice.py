"""Whether the file is there is asked before it is made."""

import os
import tempfile
from multiprocessing import Process, Value

EXPECTED = 1


def claim(path, winners):
    try:
        if os.path.exists(path):
            return
        with open(path, "x"):  # BUG: with open(path, "w"):
            pass
    except FileExistsError:
        return
    with winners.get_lock():
        winners.value += 1


def solve():
    path, winners = os.path.join(tempfile.mkdtemp(), "claimed"), Value("i", 0)
    processes = [Process(target=claim, args=(path, winners)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return winners.value

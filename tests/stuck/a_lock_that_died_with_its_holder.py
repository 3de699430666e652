# /// expected
# cause = "LOCK_ABANDONED"
# methods = ["fork", "spawn", "forkserver"]
# said = "no living process holds"
# ///
"""A lock that died with its holder."""

import multiprocessing as mp
import os

from family import started


def take_and_die(lock):
    lock.acquire()
    os._exit(3)


def solve():
    lock = mp.Lock()
    started(take_and_die, lock).join()
    lock.acquire()

# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# workshop = true
# value = [1, "AB", [1]]
# ///
"""The supplied workshop: work in a child, in a pool and in main."""

import multiprocessing

from workshop import work


def attack(**_):
    with multiprocessing.Pool(2) as pool:
        squares = pool.map(work, [1])
        pool.close()
        pool.join()
    return [squares[0], work("ab"), work([1])]

# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [[0, 1, 4], [3], 6, [0, 2, 4]]
# ///
"""Pool: map, starmap, apply_async, imap."""

import multiprocessing
import operator


def attack(**_):
    with multiprocessing.Pool(3) as pool:
        results = [
            pool.map(square, range(3)),
            pool.starmap(operator.add, [(1, 2)]),
            pool.apply_async(operator.mul, (2, 3)).get(10),
            list(pool.imap(double, range(3), chunksize=1)),
        ]
        pool.close()
        pool.join()
    return results


def square(number):
    return number * number


def double(number):
    return 2 * number

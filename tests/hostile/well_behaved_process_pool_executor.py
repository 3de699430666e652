# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [[0, 1, 4], "ValueError"]
# ///
"""ProcessPoolExecutor: results in order, an exception of a worker."""

from concurrent.futures import ProcessPoolExecutor, wait


def attack(**_):
    with ProcessPoolExecutor(2) as executor:
        squares = list(executor.map(square, range(3)))
        failed = executor.submit(square, -1)
        wait([failed])
        return [squares, type(failed.exception()).__name__]


def square(number):
    if number < 0:
        raise ValueError(number)
    return number * number

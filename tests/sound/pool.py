"""A pool, by its several ways of handing out work."""

from multiprocessing import Pool

EXPECTED = [[0, 1, 4, 9, 16], [0, 1, 4], 10]


def sq(x):
    return x * x


def solve():
    with Pool(2) as pool:
        a = pool.map(sq, range(5))
        b = list(pool.imap_unordered(sq, range(3)))
        c = pool.apply_async(sum, ([1, 2, 3, 4],)).get()
        pool.close()
        pool.join()
    return [a, sorted(b), c]

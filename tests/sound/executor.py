"""An executor, whose results are taken as they come."""

from concurrent.futures import ProcessPoolExecutor, as_completed

EXPECTED = [0, 1, 4, 9]


def sq(x):
    return x * x


def solve():
    with ProcessPoolExecutor(2) as ex:
        fs = [ex.submit(sq, n) for n in range(4)]
        return sorted(f.result() for f in as_completed(fs))

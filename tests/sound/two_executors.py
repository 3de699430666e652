"""Two executors in one process: children are forked while threads of the other one hold locks."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack

EXPECTED = [1, 4, 9]


def square(number):
    return number * number


def solve():
    with ExitStack() as stack:
        futures = []
        for share in ([1, 2], [3]):
            pool = stack.enter_context(ProcessPoolExecutor(1))
            futures += [pool.submit(square, number) for number in share]
        return [future.result() for future in futures]

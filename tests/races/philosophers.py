"""Each takes the fork to the left first."""

from multiprocessing import Lock, Process

EXPECTED = "all have eaten"


def dine(first, second):
    with first:
        with second:
            pass


def solve():
    forks = [Lock() for _ in range(3)]
    seats = [(0, 1), (1, 2), (0, 2)]  # BUG: seats = [(0, 1), (1, 2), (2, 0)]
    diners = [Process(target=dine, args=(forks[one], forks[other])) for one, other in seats]
    for diner in diners:
        diner.start()
    for diner in diners:
        diner.join()
    return "all have eaten"

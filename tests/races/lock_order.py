"""Two locks, taken in two orders."""

from multiprocessing import Lock, Process

EXPECTED = "done"


def transfer(one, other):
    with one, other:
        pass


def solve():
    left, right = Lock(), Lock()
    there = Process(target=transfer, args=(left, right))
    back = Process(target=transfer, args=(left, right))  # BUG: back = Process(target=transfer, args=(right, left))
    there.start(), back.start()
    there.join(), back.join()
    return "done"

"""A pipe for every worker, whose ends the parent never closes."""

import os
from threading import BrokenBarrierError

from workshop import work


def worker(number, rounds, word, report):
    for turn in range(rounds):
        work([number, turn])
        os.write(report, b".")
        if os.read(word, 1) != b".":
            os._exit(3)
    os._exit(0)


def phases(workers, rounds):
    children = []
    for number in range(workers):
        (word, give), (take, report) = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            worker(number, rounds, word, report)
        children.append((pid, give, take))
    for _ in range(rounds):
        for _, _, take in children:
            os.read(take, 1)
        for _, give, _ in children:
            os.write(give, b".")
    for pid, _, _ in children:
        os.waitpid(pid, 0)
    return workers * rounds


def phases_with_casualty(workers, rounds, dead):
    raise BrokenBarrierError

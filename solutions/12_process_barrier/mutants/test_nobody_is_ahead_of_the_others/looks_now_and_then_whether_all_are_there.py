"""Who looks too late finds the first of the next round counted already, and waits on."""

from multiprocessing import Process, Value
from threading import BrokenBarrierError
from time import sleep

from workshop import work


def worker(number, rounds, workers, arrived):
    for turn in range(rounds):
        work([number, turn])
        with arrived.get_lock():
            arrived.value += 1
        while arrived.value % workers:
            sleep(0.0005)


def phases(workers, rounds):
    arrived = Value("i", 0)
    children = [Process(target=worker, args=(number, rounds, workers, arrived)) for number in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("a worker failed")
    return workers * rounds


def phases_with_casualty(workers, rounds, dead):
    raise BrokenBarrierError

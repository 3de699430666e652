"""The gate is opened and closed again; who was about to wait for it has not seen it open."""

from multiprocessing import Event, Process, Value
from threading import BrokenBarrierError

from workshop import work


def worker(number, rounds, workers, arrived, gate):
    for turn in range(rounds):
        work([number, turn])
        with arrived.get_lock():
            arrived.value += 1
            last = arrived.value % workers == 0
        if last:
            gate.set()
            gate.clear()
        else:
            gate.wait()


def phases(workers, rounds):
    arrived, gate = Value("i", 0), Event()
    children = [Process(target=worker, args=(number, rounds, workers, arrived, gate)) for number in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("a worker failed")
    return workers * rounds


def phases_with_casualty(workers, rounds, dead):
    raise BrokenBarrierError

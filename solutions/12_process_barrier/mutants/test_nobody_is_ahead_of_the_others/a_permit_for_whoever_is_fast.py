"""Who comes last puts down a permit for each who waits; but who is back soon takes one that was meant for somebody else."""

from multiprocessing import Process, Semaphore, Value
from threading import BrokenBarrierError

from workshop import work


def worker(number, rounds, workers, arrived, gate):
    for turn in range(rounds):
        work([number, turn])
        with arrived.get_lock():
            arrived.value += 1
            last = arrived.value == workers
            if last:
                arrived.value = 0
        if last:
            for _ in range(workers - 1):
                gate.release()
        else:
            gate.acquire()


def phases(workers, rounds):
    arrived, gate = Value("i", 0), Semaphore(0)
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

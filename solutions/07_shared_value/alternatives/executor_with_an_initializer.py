"""The same with an executor: what is shared reaches its processes through the initializer, never with a task."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Barrier, Lock, RawValue

from workshop import make

shared = {}


def remember(counter, lock, everybody):
    shared.update(counter=counter, lock=lock, everybody=everybody)


def add(increments):
    shared["everybody"].wait()  # so that no process takes two of the tasks
    for _ in range(increments):
        with shared["lock"]:
            shared["counter"].value = make(shared["counter"].value + 1)


def count(workers, increments):
    counter = RawValue("q", 0)
    everything = (counter, Lock(), Barrier(workers))
    with ProcessPoolExecutor(workers, initializer=remember, initargs=everything) as pool:
        for future in [pool.submit(add, increments) for _ in range(workers)]:
            future.result()
    return counter.value

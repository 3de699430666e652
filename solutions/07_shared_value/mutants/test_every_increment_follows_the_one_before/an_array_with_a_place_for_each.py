"""Every worker has a place of its own in an array, and the caller adds them up."""

from multiprocessing import Array, Process

from workshop import make


def add(counter, number, increments):
    for _ in range(increments):
        counter[number] = make(counter[number] + 1)


def count(workers, increments):
    counter = Array("q", workers)
    processes = [Process(target=add, args=(counter, number, increments)) for number in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return sum(counter)

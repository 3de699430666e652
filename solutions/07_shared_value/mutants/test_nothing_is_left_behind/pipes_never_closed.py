"""Every worker has a pipe, and the caller keeps its ends of them all."""

from multiprocessing import Pipe, Process, Value

from workshop import make

KEPT = []


def add(counter, increments, pipe):
    for _ in range(increments):
        with counter.get_lock():
            counter.value = make(counter.value + 1)


def pipe():
    reader, writer = Pipe()
    KEPT.append(reader)
    return writer


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter, increments, pipe())) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

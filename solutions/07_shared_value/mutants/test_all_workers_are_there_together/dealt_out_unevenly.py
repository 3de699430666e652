"""All the increments there are go to the first worker, and none to the others."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments):
        with counter.get_lock():
            counter.value = make(counter.value + 1)


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter, 0 if number else workers * increments)) for number in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

"""A worker whose increment has failed tries it again, without an end."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments):
        done = False
        while not done:
            try:
                with counter.get_lock():
                    counter.value = make(counter.value + 1)
                done = True
            except Exception:
                continue


def count(workers, increments):
    counter = Value("q", 0)
    processes = [Process(target=add, args=(counter, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

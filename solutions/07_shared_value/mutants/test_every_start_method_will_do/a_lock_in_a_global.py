"""With spawn every child makes a lock of its own when it imports the file."""

from multiprocessing import Lock, Process, Value

from workshop import make


lock = Lock()


def add(counter, increments):
    for _ in range(increments):
        with lock:
            counter.value = make(counter.value + 1)


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

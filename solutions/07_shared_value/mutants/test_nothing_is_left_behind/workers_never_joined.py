"""The caller waits until every worker has said that it is done, but not for its end."""

from multiprocessing import Process, SimpleQueue, Value

from workshop import make


def add(counter, increments, done):
    try:
        for _ in range(increments):
            with counter.get_lock():
                counter.value = make(counter.value + 1)
        done.put(True)
    except Exception:
        done.put(False)


def count(workers, increments):
    counter, done = Value("q", 0), SimpleQueue()
    for _ in range(workers):
        Process(target=add, args=(counter, increments, done)).start()
    if not all([done.get() for _ in range(workers)]):
        raise RuntimeError("a worker failed")
    return counter.value

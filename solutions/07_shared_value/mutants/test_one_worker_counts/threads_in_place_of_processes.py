"""The workers are threads, in the caller's own process."""

from threading import Lock, Thread

from workshop import make


class Counter:
    value = 0


def add(counter, lock, increments):
    for _ in range(increments):
        with lock:
            counter.value = make(counter.value + 1)


def count(workers, increments):
    counter, lock = Counter(), Lock()
    threads = [Thread(target=add, args=(counter, lock, increments)) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter.value

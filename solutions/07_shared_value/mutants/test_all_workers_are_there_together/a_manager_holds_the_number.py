"""The number lives in a manager's process, and is no shared memory."""

from multiprocessing import Manager, Process

from workshop import make


def add(counter, lock, increments):
    for _ in range(increments):
        with lock:
            counter.value = make(counter.value + 1)


def count(workers, increments):
    with Manager() as manager:
        counter, lock = manager.Value("q", 0), manager.Lock()
        processes = [Process(target=add, args=(counter, lock, increments)) for _ in range(workers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("a worker failed")
        return counter.value

"""Two workers may both see that the flag is down, before either of them puts it up."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, taken, increments):
    for _ in range(increments):
        while taken.value:
            pass
        taken.value = 1
        try:
            counter.value = make(counter.value + 1)
        finally:
            taken.value = 0


def count(workers, increments):
    counter = Value("q", 0)
    taken = Value("b", 0)
    processes = [Process(target=add, args=(counter, taken, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return counter.value

"""release() is passed over when make() raises, and the others wait for ever."""

from multiprocessing import Process, Value

from workshop import make


def add(counter, increments):
    for _ in range(increments):
        counter.get_lock().acquire()
        counter.value = make(counter.value + 1)
        counter.get_lock().release()


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

"""The waiter does not look whether it has happened already."""

from multiprocessing import Condition, Process, Value

EXPECTED = 1


def prepare(ready, condition):
    with condition:
        ready.value = 1
        condition.notify()


def solve():
    ready, condition = Value("i", 0, lock=False), Condition()
    process = Process(target=prepare, args=(ready, condition))
    process.start()
    with condition:
        while not ready.value:  # BUG: if True:
            condition.wait()
    process.join()
    return ready.value

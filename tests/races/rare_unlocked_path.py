"""One way in many goes past the lock."""

from multiprocessing import Lock, Process, Value

EXPECTED = 12


def add(counter, lock, number):
    for turn in range(4):
        if turn == 3 and number == 1:
            with lock:  # BUG: if True:
                counter.value += 1
        else:
            with lock:
                counter.value += 1


def solve():
    counter, lock = Value("i", 0, lock=False), Lock()
    processes = [Process(target=add, args=(counter, lock, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value

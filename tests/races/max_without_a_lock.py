"""The greatest so far is compared, then replaced."""

from multiprocessing import Process, Value

EXPECTED = 9


def propose(best, number):
    with best.get_lock():  # BUG: if True:
        if number > best.value:
            best.value = number


def solve():
    best = Value("i", 0)
    processes = [Process(target=propose, args=(best, number)) for number in (5, 9)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return best.value

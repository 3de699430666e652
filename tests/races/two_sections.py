"""A deadlock that needs two processes to be in two places at once, late in their work."""

from multiprocessing import Lock, Process, Value

EXPECTED = 4


def work(first, second, total, number):
    for turn in range(2):
        with first:
            total.value += 1
            if turn == 1 and number == 0:
                with second:
                    pass
        with second:
            if turn == 1 and number == 1:
                pass  # BUG: first.acquire()
                pass  # BUG: first.release()


def solve():
    first, second, total = Lock(), Lock(), Value("i", 0, lock=False)
    processes = [Process(target=work, args=(first, second, total, number)) for number in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return total.value

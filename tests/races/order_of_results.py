"""What comes first is not what was asked first."""

from multiprocessing import Process, Queue

EXPECTED = [0, 1, 4]


def work(number, results):
    results.put((number, number * number))


def solve():
    results = Queue()
    processes = [Process(target=work, args=(number, results)) for number in range(3)]
    for process in processes:
        process.start()
    found = [results.get() for _ in processes]
    for process in processes:
        process.join()
    return [square for _, square in sorted(found)]  # BUG: return [square for _, square in found]

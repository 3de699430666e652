"""The consumer asks for the lock before it asks whether there is anything."""

from multiprocessing import Lock, Process, Semaphore, Value

EXPECTED = 6


def produce(box, empty, full, lock):
    for number in (1, 2, 3):
        empty.acquire()
        with lock:
            box.value = number
        full.release()


def consume(box, empty, full, lock, total):
    for _ in range(3):
        full.acquire()  # BUG: lock.acquire()
        lock.acquire()  # BUG: full.acquire()
        total.value += box.value
        lock.release()
        empty.release()


def solve():
    box, total = Value("i", 0, lock=False), Value("i", 0, lock=False)
    empty, full, lock = Semaphore(1), Semaphore(0), Lock()
    processes = [
        Process(target=produce, args=(box, empty, full, lock)),
        Process(target=consume, args=(box, empty, full, lock, total)),
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return total.value

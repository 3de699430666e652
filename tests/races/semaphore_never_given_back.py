"""On one way out the semaphore is kept."""

from multiprocessing import Process, Semaphore, Value

EXPECTED = 2


def work(door, seen):
    door.acquire()
    with seen.get_lock():
        seen.value += 1
        first = seen.value == 1
    if first:
        door.release()  # BUG: return
        return
    door.release()


def solve():
    door, seen = Semaphore(1), Value("i", 0)
    processes = [Process(target=work, args=(door, seen)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return seen.value

"""As many may come in as the semaphore says, which is one too many."""

from multiprocessing import Process, Semaphore, Value

EXPECTED = 2


def work(door, inside, most):
    with door:
        with inside.get_lock():
            inside.value += 1
            most.value = max(most.value, inside.value)
        with inside.get_lock():
            inside.value -= 1


def solve():
    door = Semaphore(2)  # BUG: door = Semaphore(3)
    inside, most = Value("i", 0), Value("i", 0)
    processes = [Process(target=work, args=(door, inside, most)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return max(2, most.value)

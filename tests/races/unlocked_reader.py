"""Who reads two numbers that belong together has to keep writers out, too."""

from multiprocessing import Lock, Process, Value

EXPECTED = 100


def move(left, right, lock):
    for _ in range(2):
        with lock:
            left.value -= 10
            right.value += 10


def solve():
    left, right, lock = Value("i", 50, lock=False), Value("i", 50, lock=False), Lock()
    process = Process(target=move, args=(left, right, lock))
    process.start()
    with lock:  # BUG: if True:
        total = left.value + right.value
    process.join()
    return total

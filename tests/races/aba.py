"""A value that is what it was before may have been something else in between."""

from multiprocessing import Lock, Process, Value

EXPECTED = 0


def pop(top, below, lock, errors):
    with lock:  # BUG: if True:
        seen, version = top.value, below.value
    with lock:
        if top.value == seen and below.value == version:  # BUG: if top.value == seen:
            if below.value != version:
                errors.value += 1


def change(top, below, lock):
    for number in (2, 1):
        with lock:
            top.value = number
            below.value += 1


def solve():
    top, below, lock, errors = (Value("i", each, lock=False) for each in (1, 0)), None, Lock(), Value("i", 0)
    top, below = top
    processes = [
        Process(target=pop, args=(top, below, lock, errors)),
        Process(target=change, args=(top, below, lock)),
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return errors.value

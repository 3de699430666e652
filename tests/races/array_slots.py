"""Two look for a free slot, and find the same one."""

from multiprocessing import Array, Lock, Process

EXPECTED = [1, 2]


def take(slots, lock, name):
    with lock:  # BUG: if True:
        for index in range(len(slots)):
            if slots[index] == 0:
                slots[index] = name
                break


def solve():
    slots, lock = Array("i", 2, lock=False), Lock()
    processes = [Process(target=take, args=(slots, lock, name)) for name in (1, 2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sorted(slots[:])

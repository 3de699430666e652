"""The flag is raised before the data are there."""

from multiprocessing import Array, Process, Value

EXPECTED = [7, 8]


def produce(data, ready):
    data[0] = 7  # BUG: ready.value = 1
    data[1] = 8  # BUG: data[0] = 7
    ready.value = 1  # BUG: data[1] = 8


def solve():
    data, ready = Array("i", 2, lock=False), Value("i", 0, lock=False)
    process = Process(target=produce, args=(data, ready))
    process.start()
    while not ready.value:
        pass
    found = data[:]
    process.join()
    return found

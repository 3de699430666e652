"""The parent reads the block before the child has written all of it."""

from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory

EXPECTED = [1, 2, 3]


def fill(name):
    block = SharedMemory(name)
    for index in range(3):
        block.buf[index] = index + 1
    block.close()


def solve():
    block = SharedMemory(create=True, size=16)
    process = Process(target=fill, args=(block.name,))
    process.start()
    process.join()  # BUG: pass
    found = list(block.buf[:3])
    process.join()
    block.close()
    block.unlink()
    return found

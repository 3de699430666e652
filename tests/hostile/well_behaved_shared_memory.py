# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [1, 2, 3]
# ///
"""SharedMemory and ShareableList, created, attached in a child, unlinked."""

import multiprocessing
from multiprocessing import shared_memory


def attack(**_):
    memory = shared_memory.SharedMemory(create=True, size=3)
    row = shared_memory.ShareableList([0, 0])
    process = multiprocessing.Process(target=fill, args=(memory, row))
    process.start()
    process.join()
    values = list(memory.buf[:3])
    assert list(row) == [7, 8]
    for each in (memory, row.shm):
        each.close()
        each.unlink()
    return values


def fill(memory, row):
    memory.buf[:3] = bytes([1, 2, 3])
    row[0], row[1] = 7, 8

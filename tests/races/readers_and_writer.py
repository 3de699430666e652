"""The first reader locks writers out, and counts itself without a lock."""

from multiprocessing import Lock, Process, Value

EXPECTED = [0, 1]


def read(readers, count_lock, room, errors, data):
    with count_lock:  # BUG: if True:
        readers.value += 1
        if readers.value == 1:
            room.acquire()
    if data.value == -1:
        errors.value = 1
    with count_lock:  # BUG: if True:
        readers.value -= 1
        if readers.value == 0:
            room.release()


def write(room, data):
    with room:
        data.value = -1
        data.value = 1


def solve():
    readers, errors, data = (Value("i", 0, lock=False) for _ in range(3))
    count_lock, room = Lock(), Lock()
    processes = [Process(target=read, args=(readers, count_lock, room, errors, data)) for _ in range(2)]
    processes.append(Process(target=write, args=(room, data)))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [errors.value, data.value]

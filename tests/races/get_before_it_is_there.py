"""A queue that looks empty may only be slow."""

from multiprocessing import Process, Queue
from queue import Empty

EXPECTED = [0, 1, 2]


def produce(queue):
    for item in range(3):
        queue.put(item)


def solve():
    queue = Queue()
    process = Process(target=produce, args=(queue,))
    process.start()
    found = []
    while len(found) < 3:  # BUG: while not queue.empty() or process.is_alive():
        try:
            found.append(queue.get(timeout=5))  # BUG: found.append(queue.get_nowait())
        except Empty:
            break
    process.join()
    return found

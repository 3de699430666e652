"""A second producer's items come after the end."""

from multiprocessing import Process, Queue

EXPECTED = [1, 2]


def produce(queue, item, last):
    queue.put(item)
    if last:
        queue.put(None)


def solve():
    queue = Queue()
    producers = [
        Process(target=produce, args=(queue, 1, False)),
        Process(target=produce, args=(queue, 2, False)),  # BUG: Process(target=produce, args=(queue, 2, True)),
    ]
    for producer in producers:
        producer.start()
    found, ends = [], 0
    for _ in range(2):  # BUG: while not ends:
        item = queue.get()
        if item is None:
            ends = 1
        else:
            found.append(item)
    for producer in producers:
        producer.join()
    return sorted(found)

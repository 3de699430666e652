"""Two consumers, and the end is told once."""

from multiprocessing import Process, Queue

EXPECTED = 6


def consume(queue, results):
    total = 0
    while (item := queue.get()) is not None:
        total += item
    results.put(total)


def solve():
    queue, results = Queue(), Queue()
    consumers = [Process(target=consume, args=(queue, results)) for _ in range(2)]
    for consumer in consumers:
        consumer.start()
    for item in (1, 2, 3):
        queue.put(item)
    for _ in consumers:  # BUG: for _ in consumers[:1]:
        queue.put(None)
    total = sum(results.get() for _ in consumers)
    for consumer in consumers:
        consumer.join()
    return total

"""The child is waited for before what it put into the queue is taken out."""

from multiprocessing import Process, Queue

EXPECTED = 300000


def produce(queue):
    queue.put("x" * 300_000)


def solve():
    queue = Queue()
    process = Process(target=produce, args=(queue,))
    process.start()
    text = queue.get()  # BUG: process.join()
    process.join()  # BUG: text = queue.get()
    return len(text)

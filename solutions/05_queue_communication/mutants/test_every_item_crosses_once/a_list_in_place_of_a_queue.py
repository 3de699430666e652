"""A plain list is no queue: each process changes a copy of its own."""

from multiprocessing import Process

from workshop import make, work


def produce(batch, line):
    for item in batch:
        line.append(make(item))


def consume(line, taken):
    while line:
        item = line.pop(0)
        work(item)
        taken.append(item)


def run_queue(batches, consumers, capacity):
    line = []
    lists = [[] for _ in range(consumers)]
    producers = [Process(target=produce, args=(batch, line)) for batch in batches]
    takers = [Process(target=consume, args=(line, taken)) for taken in lists]
    for process in producers + takers:
        process.start()
    for process in producers + takers:
        process.join()
    return lists

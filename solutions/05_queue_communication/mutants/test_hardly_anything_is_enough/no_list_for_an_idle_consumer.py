"""A consumer that took nothing has no list in the result."""

from multiprocessing import Pipe, Process, Queue

from workshop import make, work

END = ("end",)


def produce(batch, queue):
    for item in batch:
        queue.put(make(item))


def consume(queue, answer):
    taken = []
    failure = None
    for item in iter(queue.get, END):
        if failure is None:
            try:
                work(item)
                taken.append(item)
            except Exception as error:
                failure = error
    answer.send(failure or taken)


def start_consumer(queue):
    reader, writer = Pipe(duplex=False)
    consumer = Process(target=consume, args=(queue, writer))
    consumer.start()
    writer.close()
    return consumer, reader


def run_queue(batches, consumers, capacity):
    queue = Queue(capacity)
    takers = [start_consumer(queue) for _ in range(consumers)]
    producers = [Process(target=produce, args=(batch, queue)) for batch in batches]
    for producer in producers:
        producer.start()
    for producer in producers:
        producer.join()
    for _ in takers:
        queue.put(END)
    answers = [reader.recv() for _, reader in takers]
    for consumer, _ in takers:
        consumer.join()
    failures = [answer for answer in answers if isinstance(answer, Exception)]
    if failures:
        raise failures[0]
    if any(producer.exitcode != 0 for producer in producers):
        raise RuntimeError("a producer failed")
    return [taken for taken in answers if taken]

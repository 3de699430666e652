"""The queue is a global that only a forked child inherits."""

from multiprocessing import Pipe, Process, Queue

from workshop import make, work

END = ("end",)
queue = None


def produce(batch):
    for item in batch:
        queue.put(make(item))


def consume(answer):
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


def start_consumer():
    reader, writer = Pipe(duplex=False)
    consumer = Process(target=consume, args=(writer,))
    consumer.start()
    writer.close()
    return consumer, reader


def run_queue(batches, consumers, capacity):
    global queue
    queue = Queue(capacity)
    takers = [start_consumer() for _ in range(consumers)]
    producers = [Process(target=produce, args=(batch,)) for batch in batches]
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
    return answers

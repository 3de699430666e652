"""A lock around taking and working lets only one consumer work at a time."""

from multiprocessing import Lock, Pipe, Process, Queue

from workshop import make, work

END = ("end",)


def produce(batch, queue):
    for item in batch:
        queue.put(make(item))


def consume(queue, turn, answer):
    taken = []
    failure = None
    while True:
        with turn:
            item = queue.get()
            if item == END:
                break
            if failure is None:
                try:
                    work(item)
                    taken.append(item)
                except Exception as error:
                    failure = error
    answer.send(failure or taken)


def start_consumer(queue, turn):
    reader, writer = Pipe(duplex=False)
    consumer = Process(target=consume, args=(queue, turn, writer))
    consumer.start()
    writer.close()
    return consumer, reader


def run_queue(batches, consumers, capacity):
    queue = Queue(capacity)
    turn = Lock()
    takers = [start_consumer(queue, turn) for _ in range(consumers)]
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
    return answers

"""Each consumer has a queue of its own, and the items are dealt out in turn, however busy it is."""

from multiprocessing import Pipe, Process, Queue, Semaphore

from workshop import make, work

END = ("end",)


def produce(batch, queues, slots):
    for number, item in enumerate(batch):
        thing = make(item)
        slots.acquire()
        queues[number % len(queues)].put(thing)


def consume(queue, slots, answer):
    taken = []
    failure = None
    for item in iter(queue.get, END):
        slots.release()
        if failure is None:
            try:
                work(item)
                taken.append(item)
            except Exception as error:
                failure = error
    answer.send(failure or taken)


def run_queue(batches, consumers, capacity):
    slots = Semaphore(capacity)
    queues = [Queue() for _ in range(consumers)]
    pipes = [Pipe(duplex=False) for _ in range(consumers)]
    takers = [
        Process(target=consume, args=(queue, slots, writer)) for queue, (_, writer) in zip(queues, pipes, strict=True)
    ]
    producers = [Process(target=produce, args=(batch, queues, slots)) for batch in batches]
    for process in takers + producers:
        process.start()
    for producer in producers:
        producer.join()
    for queue in queues:
        queue.put(END)
    answers = [reader.recv() for reader, _ in pipes]
    for taker in takers:
        taker.join()
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    if any(producer.exitcode for producer in producers):
        raise RuntimeError("a producer failed")
    return answers

"""The answers wait in a queue that nobody empties before join(): its processes cannot end."""

from multiprocessing import Process, Queue

from workshop import make, work

END = ("end",)


def produce(batch, queue):
    for item in batch:
        queue.put(make(item))


def consume(number, queue, answers):
    taken = []
    failure = None
    for item in iter(queue.get, END):
        if failure is None:
            try:
                work(item)
                taken.append(item)
            except Exception as error:
                failure = error
    answers.put((number, failure or taken))


def run_queue(batches, consumers, capacity):
    queue, answers = Queue(capacity), Queue()
    takers = [Process(target=consume, args=(number, queue, answers)) for number in range(consumers)]
    producers = [Process(target=produce, args=(batch, queue)) for batch in batches]
    for process in takers + producers:
        process.start()
    for producer in producers:
        producer.join()
    for _ in takers:
        queue.put(END)
    for taker in takers:
        taker.join()
    lists = dict(answers.get() for _ in takers)
    for answer in lists.values():
        if isinstance(answer, Exception):
            raise answer
    if any(producer.exitcode for producer in producers):
        raise RuntimeError("a producer failed")
    return [lists[number] for number in range(consumers)]

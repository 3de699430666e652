"""The children's functions are local, so they cannot be named to a fresh interpreter."""

from multiprocessing import Process, Queue, SimpleQueue

from workshop import make, work

END = ("end",)


def run_queue(batches, consumers, capacity):
    def produce(batch):
        for item in batch:
            queue.put(make(item))

    def consume(number):
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

    queue, answers = Queue(capacity), SimpleQueue()
    takers = [Process(target=consume, args=(number,)) for number in range(consumers)]
    producers = [Process(target=produce, args=(batch,)) for batch in batches]
    for process in takers + producers:
        process.start()
    for producer in producers:
        producer.join()
    for _ in takers:
        queue.put(END)
    lists = dict(answers.get() for _ in takers)
    for taker in takers:
        taker.join()
    for answer in lists.values():
        if isinstance(answer, Exception):
            raise answer
    if any(producer.exitcode for producer in producers):
        raise RuntimeError("a producer failed")
    return [lists[number] for number in range(consumers)]

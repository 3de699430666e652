"""Two producers that finish at once both count to one, so nobody is the last, and nobody says that it is over."""

from multiprocessing import Process, Queue, SimpleQueue, Value

from workshop import make, work

END = ("end",)


def produce(batch, queue, finished, producers, consumers):
    for item in batch:
        queue.put(make(item))
    finished.value += 1
    if finished.value == producers:
        for _ in range(consumers):
            queue.put(END)


def consume(number, queue, answers):
    taken = []
    for item in iter(queue.get, END):
        work(item)
        taken.append(item)
    answers.put((number, taken))


def run_queue(batches, consumers, capacity):
    queue, answers, finished = Queue(capacity), SimpleQueue(), Value("i", 0)
    children = [Process(target=consume, args=(number, queue, answers)) for number in range(consumers)]
    for batch in batches or [[]]:
        arguments = (batch, queue, finished, len(batches or [[]]), consumers)
        children.append(Process(target=produce, args=arguments))
    for child in children:
        child.start()
    lists = dict(answers.get() for _ in range(consumers))
    for child in children:
        child.join()
    return [lists[number] for number in range(consumers)]

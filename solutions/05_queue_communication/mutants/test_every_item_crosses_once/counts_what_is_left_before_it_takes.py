"""Two consumers see that one item is left; one of them gets it, and the other one waits for ever."""

from multiprocessing import Process, Queue, SimpleQueue, Value

from workshop import make, work


def produce(batch, queue):
    for item in batch:
        queue.put(make(item))


def consume(number, queue, left, answers):
    taken = []
    while left.value > 0:
        item = queue.get()
        with left.get_lock():
            left.value -= 1
        work(item)
        taken.append(item)
    answers.put((number, taken))


def run_queue(batches, consumers, capacity):
    queue, answers = Queue(capacity), SimpleQueue()
    left = Value("i", sum(map(len, batches)))
    children = [Process(target=consume, args=(number, queue, left, answers)) for number in range(consumers)]
    children += [Process(target=produce, args=(batch, queue)) for batch in batches]
    for child in children:
        child.start()
    lists = dict(answers.get() for _ in range(consumers))
    for child in children:
        child.join()
    return [lists[number] for number in range(consumers)]

"""The same without sentinels: the number of items is known, so a semaphore can count how many are still to be taken.

`slots` makes the queue bounded. `tickets` holds one ticket for each item; who finds no ticket is done.
"""

from multiprocessing import Process, Semaphore, SimpleQueue

from workshop import make, work


def produce(batch, queue, slots):
    failure = None
    for item in batch:
        try:
            thing = failure or make(item)
        except Exception as error:
            thing = failure = error
        slots.acquire()
        queue.put(thing)  # one thing for each ticket, whatever happens


def consume(number, queue, slots, tickets, answers):
    taken = []
    failure = None
    while tickets.acquire(block=False):
        thing = queue.get()
        slots.release()
        try:
            if isinstance(thing, Exception):
                raise thing
            if failure is None:
                work(thing)
                taken.append(thing)
        except Exception as error:
            failure = error
    answers.put((number, failure or taken))


def run_queue(batches, consumers, capacity):
    queue, answers = SimpleQueue(), SimpleQueue()
    slots = Semaphore(capacity)
    tickets = Semaphore(sum(len(batch) for batch in batches))
    processes = [Process(target=produce, args=(batch, queue, slots)) for batch in batches]
    processes += [Process(target=consume, args=(number, queue, slots, tickets, answers)) for number in range(consumers)]
    for process in processes:
        process.start()
    lists = dict(answers.get() for _ in range(consumers))
    for process in processes:
        process.join()
    for answer in lists.values():
        if isinstance(answer, Exception):
            raise answer
    return [lists[number] for number in range(consumers)]

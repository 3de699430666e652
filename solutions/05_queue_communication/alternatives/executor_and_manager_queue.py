"""The same with an executor that runs the producers and consumers, and a queue that lives in a manager's process."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager

from workshop import make, work

END = ("end",)


def produce(batch, queue):
    for item in batch:
        queue.put(make(item))


def consume(queue):
    taken = []
    failure = None
    while (item := queue.get()) != END:
        if failure is None:
            try:
                work(item)
                taken.append(item)
            except Exception as error:
                failure = error  # and go on taking, for the producers' sake
    if failure is not None:
        raise failure
    return taken


def run_queue(batches, consumers, capacity):
    with Manager() as manager, ProcessPoolExecutor(max_workers=len(batches) + consumers) as pool:
        queue = manager.Queue(capacity)
        taking = [pool.submit(consume, queue) for _ in range(consumers)]
        making = [pool.submit(produce, batch, queue) for batch in batches]
        failures = [future.exception() for future in making]
        for _ in taking:
            queue.put(END)
        for failure in failures:
            if failure is not None:
                raise failure
        return [future.result() for future in taking]

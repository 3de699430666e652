"""Producers and consumers joined by one bounded queue: the reference solution."""

from __future__ import annotations

from multiprocessing import Pipe, Process, Queue
from typing import Any

from workshop import make, work

END = ("end",)  # no item is a tuple, so no item can be mistaken for it; None could be an item


def produce(batch: list[Any], queue: Any) -> None:
    """Make the items of one batch, in order. put() waits while the queue is full."""
    for item in batch:
        queue.put(make(item))


def consume(queue: Any, answer: Any) -> None:
    """Take items until the end mark, then answer with the items that were taken, or with the exception."""
    taken: list[Any] = []
    failure = None
    for item in iter(queue.get, END):
        # After a failure it goes on taking: otherwise the producers would wait for ever in front of a full queue.
        if failure is None:
            try:
                work(item)
                taken.append(item)
            except Exception as error:
                failure = error
    answer.send(failure or taken)


def start_consumer(queue: Any) -> tuple[Process, Any]:
    """Start one consumer; gives it and the end of a pipe on which its answer will come."""
    reader, writer = Pipe(duplex=False)
    consumer = Process(target=consume, args=(queue, writer))
    consumer.start()
    writer.close()  # now only the child can write: if it dies without an answer, recv() raises EOFError
    return consumer, reader


def run_queue(batches: list[list[Any]], consumers: int, capacity: int) -> list[list[Any]]:
    """Send every item of every batch through one queue, and return what each consumer took."""
    queue: Any = Queue(capacity)
    takers = [start_consumer(queue) for _ in range(consumers)]
    producers = [Process(target=produce, args=(batch, queue)) for batch in batches]
    for producer in producers:
        producer.start()
    for producer in producers:
        producer.join()  # a producer ends only when all it has put is on its way
    for _ in takers:
        queue.put(END)  # one for each consumer: whoever takes it stops, and takes no second one
    # First fetch the answers, then join: a child that still has something to send cannot end.
    answers = [reader.recv() for _, reader in takers]
    for consumer, reader in takers:
        consumer.join()
        reader.close()
    queue.close()
    queue.join_thread()
    failures = [answer for answer in answers if isinstance(answer, Exception)]
    if failures:
        raise failures[0]
    if any(producer.exitcode != 0 for producer in producers):
        raise RuntimeError("a producer failed")
    return answers

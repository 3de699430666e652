"""A consumer that gets nothing for a second takes it that there is no more."""

import multiprocessing

from workshop import make, work


def _producer(queue, batch):
    for item in batch:
        queue.put(("item", make(item)))


def _consumer(queue, conn):
    taken = []
    failure = None
    while True:
        try:
            kind, item = queue.get(timeout=1)
        except Exception:
            break
        try:
            if failure is None:
                work(item)
        except Exception as error:
            failure = repr(error)
        taken.append(item)
    conn.send((taken, failure))
    conn.close()


def run_queue(batches, consumers, capacity):
    queue = multiprocessing.Queue(capacity)
    producers = [multiprocessing.Process(target=_producer, args=(queue, b)) for b in batches]
    takers = []
    for _ in range(consumers):
        ours, theirs = multiprocessing.Pipe(False)
        p = multiprocessing.Process(target=_consumer, args=(queue, theirs))
        p.start()
        theirs.close()
        takers.append((p, ours))
    for p in producers:
        p.start()
    for p in producers:
        p.join()
    answers = []
    for p, conn in takers:
        answers.append(conn.recv())
        conn.close()
    for p, conn in takers:
        p.join()
    queue.close()
    queue.join_thread()
    if any(p.exitcode for p in producers) or any(failure for _, failure in answers):
        raise RuntimeError("failed")
    return [taken for taken, _ in answers]

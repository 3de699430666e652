"""Each item has a process of its own; a semaphore lets only some of them live at a time."""

import os
from multiprocessing import Pipe, Process
from threading import BoundedSemaphore, Thread

from workshop import work


def answer(item, caller):
    try:
        caller.send({"item": item, "result": work(item), "pid": os.getpid()})
    except Exception as error:
        caller.send({"item": item, "error": str(error)})


def pool_map(items, workers):
    free = BoundedSemaphore(workers)
    answers = [None] * len(items)

    def finish(number, child, mine):
        answers[number] = mine.recv()
        child.join()
        mine.close()
        free.release()

    threads = []
    for number, item in enumerate(items):
        free.acquire()
        mine, theirs = Pipe(duplex=False)
        child = Process(target=answer, args=(item, theirs))
        child.start()
        theirs.close()
        threads.append(Thread(target=finish, args=(number, child, mine)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return answers

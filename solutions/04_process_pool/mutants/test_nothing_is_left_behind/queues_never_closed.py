"""The queues of every call are kept, so that their descriptors stay open."""

import os
from multiprocessing import Process, Queue

from workshop import work


def serve(todo, answers):
    for number, item in iter(todo.get, None):
        try:
            answers.put((number, {"item": item, "result": work(item), "pid": os.getpid()}))
        except Exception as error:
            answers.put((number, {"item": item, "error": str(error)}))


kept = []


def pool_map(items, workers):
    todo, answers = Queue(), Queue()
    crew = [Process(target=serve, args=(todo, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for pair in enumerate(items):
        todo.put(pair)
    for _ in crew:
        todo.put(None)
    found = dict(answers.get() for _ in items)
    for worker in crew:
        worker.join()
    kept.append((todo, answers))
    return [found[number] for number in range(len(items))]

"""The answers are taken from the queue as they come, and not sorted by their numbers."""

import os
from multiprocessing import Process, Queue

from workshop import work


def serve(todo, answers):
    for number, item in iter(todo.get, None):
        try:
            answers.put((number, {"item": item, "result": work(item), "pid": os.getpid()}))
        except Exception as error:
            answers.put((number, {"item": item, "error": str(error)}))


def pool_map(items, workers):
    todo, answers = Queue(), Queue()
    crew = [Process(target=serve, args=(todo, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for pair in enumerate(items):
        todo.put(pair)
    for _ in crew:
        todo.put(None)
    found = [answers.get() for _ in items]
    for worker in crew:
        worker.join()
    todo.close()
    answers.close()
    return [answer for _, answer in found]

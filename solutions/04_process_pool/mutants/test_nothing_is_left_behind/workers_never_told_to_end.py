"""The workers wait for more items for ever."""

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
    crew = [Process(target=serve, args=(todo, answers), daemon=True) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for pair in enumerate(items):
        todo.put(pair)
    found = dict(answers.get() for _ in items)
    todo.close()
    answers.close()
    return [found[number] for number in range(len(items))]

"""Each worker has a queue of its own, and the items are dealt out in turn."""

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
    todo, answers = [Queue() for _ in range(workers)], Queue()
    crew = [Process(target=serve, args=(mine, answers)) for mine in todo]
    for worker in crew:
        worker.start()
    for pair in enumerate(items):
        todo[pair[0] % workers].put(pair)
    for mine in todo:
        mine.put(None)
    found = dict(answers.get() for _ in items)
    for worker in crew:
        worker.join()
    for mine in todo:
        mine.close()
    answers.close()
    return [found[number] for number in range(len(items))]

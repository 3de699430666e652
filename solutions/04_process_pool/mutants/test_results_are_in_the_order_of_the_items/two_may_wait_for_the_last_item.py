"""Two workers see that an item is left; one of them takes it, and the other one waits for ever."""

import os
from multiprocessing import Process, SimpleQueue

from workshop import work


def attempt(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": f"{error}"}


def serve(todo, answers):
    while not todo.empty():
        number, item = todo.get()
        answers.put((number, attempt(item)))


def pool_map(items, workers):
    todo, answers = SimpleQueue(), SimpleQueue()
    for number, item in enumerate(items):
        todo.put((number, item))
    crew = [Process(target=serve, args=(todo, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    found = dict(answers.get() for _ in items)
    for worker in crew:
        worker.join()
    return [found[number] for number in range(len(items))]

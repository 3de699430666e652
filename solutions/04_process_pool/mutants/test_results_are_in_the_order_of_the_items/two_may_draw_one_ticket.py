"""Two workers may read the same number, before either of them has counted on."""

import json
import os
from multiprocessing import Process, Queue, Value
from multiprocessing.connection import wait

from workshop import work


def attempt(item):
    try:
        return {"item": item, "result": work(item), "pid": os.getpid()}
    except Exception as error:
        return {"item": item, "error": f"{error}"}


def take_tickets(items, tickets, answers):
    while True:
        number = tickets.value
        tickets.value = number + 1
        if number >= len(items):
            return
        answers.put((number, json.dumps(attempt(items[number]))))


def pool_map(items, workers):
    tickets, answers = Value("i", 0), Queue()
    crew = [Process(target=take_tickets, args=(items, tickets, answers)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    found = {}
    try:
        while len(found) < len(items):
            wait([answers._reader, *(worker.sentinel for worker in crew if worker.is_alive())])
            if any(worker.exitcode for worker in crew):
                raise RuntimeError("a worker was killed")
            while not answers.empty():
                number, answer = answers.get()
                found[number] = json.loads(answer)
    except RuntimeError:
        for worker in crew:
            worker.kill()
        raise
    finally:
        for worker in crew:
            worker.join()
        answers.close()
    return [found[number] for number in range(len(items))]

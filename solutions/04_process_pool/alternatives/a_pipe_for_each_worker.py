"""The same with a pool of one's own: the caller hands an item to whoever is free, over that worker's pipe.

When a worker dies its pipe ends; then its item has an error, and the others go on.
"""

from collections import deque
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

from workshop import work


def serve(caller):
    while True:
        try:
            item = caller.recv()
        except EOFError:
            return
        try:
            caller.send({"result": work(item)})
        except Exception as error:
            caller.send({"error": repr(error)})


def hire(others):
    mine, theirs = Pipe()
    worker = Process(target=serve_alone, args=(theirs, [mine, *others]))
    worker.start()
    theirs.close()
    return mine, worker


def serve_alone(caller, ends_of_the_caller):
    for end in ends_of_the_caller:  # as long as any worker had a copy of one, that worker's pipe would never end
        end.close()
    serve(caller)


def pool_map(items, workers):
    answers = [{"item": item} for item in items]
    crew = {}
    for _ in range(min(workers, len(items))):
        pipe, worker = hire(list(crew))
        crew[pipe] = worker
    todo, busy, free = deque(range(len(items))), {}, list(crew)
    while busy or (todo and free):
        while todo and free:
            pipe = free.pop()
            busy[pipe] = todo.popleft()
            pipe.send(items[busy[pipe]])
        for pipe in wait(list(busy)):
            answer = answers[busy.pop(pipe)]
            try:
                answer.update(pipe.recv())
                free.append(pipe)
            except EOFError:
                answer["error"] = "the worker was killed"
            if "result" in answer:
                answer["pid"] = crew[pipe].pid
    for pipe, worker in crew.items():
        pipe.close()
        worker.join()
    for number in todo:
        answers[number]["error"] = "no worker was left"
    return answers

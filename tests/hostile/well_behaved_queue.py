# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [0, 1, 4, 9, 16]
# ///
"""Queue, SimpleQueue and JoinableQueue between a producer and two consumers."""

import multiprocessing


def attack(**_):
    todo, done = multiprocessing.JoinableQueue(), multiprocessing.Queue(maxsize=2)
    end = multiprocessing.SimpleQueue()
    workers = [multiprocessing.Process(target=consume, args=(todo, done, end)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for number in range(5):
        todo.put(number)
    for _ in workers:
        todo.put(None)
    squares = sorted(done.get() for _ in range(5))
    todo.join()
    for worker in workers:
        worker.join()
    assert {end.get() for _ in workers} == {"ended"}
    return squares


def consume(todo, done, end):
    for number in iter(todo.get, None):
        done.put(number * number)
        todo.task_done()
    todo.task_done()
    end.put("ended")

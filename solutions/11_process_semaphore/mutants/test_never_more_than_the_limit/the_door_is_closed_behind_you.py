"""An event lets in everyone who waits for it, before the first of them has closed it again."""

from multiprocessing import Event, Lock, Process, Value

from workshop import work


def enter(lock, free, door):
    door.wait()
    with lock:
        free.value -= 1
        if free.value <= 0:
            door.clear()


def leave(lock, free, door):
    with lock:
        free.value += 1
        if free.value > 0:
            door.set()


def child(job, lock, free, door):
    enter(lock, free, door)
    try:
        work(job)
    finally:
        leave(lock, free, door)


def limited(jobs, limit):
    lock, free, door = Lock(), Value("i", limit, lock=False), Event()
    door.set()
    children = [Process(target=child, args=(job, lock, free, door)) for job in jobs]
    for each in children:
        each.start()
    for each in children:
        each.join()
    return {
        "done": [job for job, each in zip(jobs, children, strict=True) if each.exitcode == 0],
        "failed": [job for job, each in zip(jobs, children, strict=True) if each.exitcode != 0],
    }

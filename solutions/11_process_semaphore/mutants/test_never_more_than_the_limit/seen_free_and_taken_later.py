"""Two may see the same free place, and both take it."""

from multiprocessing import Lock, Process, Value
from time import sleep

from workshop import work


def enter(lock, free):
    while free.value <= 0:
        sleep(0.002)
    with lock:
        free.value -= 1


def leave(lock, free):
    with lock:
        free.value += 1


def child(job, lock, free):
    enter(lock, free)
    try:
        work(job)
    finally:
        leave(lock, free)


def limited(jobs, limit):
    lock, free = Lock(), Value("i", limit, lock=False)
    children = [Process(target=child, args=(job, lock, free)) for job in jobs]
    for each in children:
        each.start()
    for each in children:
        each.join()
    return {
        "done": [job for job, each in zip(jobs, children, strict=True) if each.exitcode == 0],
        "failed": [job for job, each in zip(jobs, children, strict=True) if each.exitcode != 0],
    }

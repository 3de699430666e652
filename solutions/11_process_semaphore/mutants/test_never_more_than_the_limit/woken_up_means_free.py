"""Who is woken up does not look again: somebody who came in the meantime may have taken the place."""

from multiprocessing import Condition, Process, Value

from workshop import work


def enter(places, free):
    with places:
        if free.value == 0:
            places.wait()
        free.value -= 1


def leave(places, free):
    with places:
        free.value += 1
        places.notify()


def child(job, places, free):
    enter(places, free)
    try:
        work(job)
    finally:
        leave(places, free)


def limited(jobs, limit):
    places, free = Condition(), Value("i", limit, lock=False)
    children = [Process(target=child, args=(job, places, free)) for job in jobs]
    for each in children:
        each.start()
    for each in children:
        each.join()
    return {
        "done": [job for job, each in zip(jobs, children, strict=True) if each.exitcode == 0],
        "failed": [job for job, each in zip(jobs, children, strict=True) if each.exitcode != 0],
    }

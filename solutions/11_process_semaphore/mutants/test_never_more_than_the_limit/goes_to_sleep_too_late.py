"""Between looking and going to sleep the place may become free, and nobody is woken up any more."""

from multiprocessing import Condition, Process, Value

from workshop import work


def enter(places, free):
    while True:
        with places:
            if free.value > 0:
                free.value -= 1
                return
        with places:
            places.wait()


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

"""The same with a semaphore built by hand: a counter of the free places, and a condition to wait for one.

The answers come through a queue, with the number of each job.
"""

from multiprocessing import Condition, Process, SimpleQueue, Value

from workshop import work


def enter(places, free):
    with places:
        places.wait_for(lambda: free.value > 0)
        free.value -= 1


def leave(places, free):
    with places:
        free.value += 1
        places.notify()


def child(number, job, places, free, answers):
    enter(places, free)
    try:
        work(job)
        answer = "done"
    except Exception:
        answer = "failed"
    finally:
        leave(places, free)
    answers.put((number, answer))


def limited(jobs, limit):
    places, free = Condition(), Value("i", limit, lock=False)
    answers = SimpleQueue()
    children = [
        Process(target=child, args=(number, job, places, free, answers), daemon=True) for number, job in enumerate(jobs)
    ]
    for each in children:
        each.start()
    fates = dict(answers.get() for _ in children)
    for each in children:
        each.join()
    answers.close()
    result = {"done": [], "failed": []}
    for number, job in enumerate(jobs):
        result[fates[number]].append(job)
    return result

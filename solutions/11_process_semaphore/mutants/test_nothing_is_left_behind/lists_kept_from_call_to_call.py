"""The lists are made once, and grow with every call."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    with permits:
        work(job)


result = {"done": [], "failed": []}


def limited(jobs, limit):
    permits = Semaphore(limit)
    children = [Process(target=do, args=(job, permits)) for job in jobs]
    for child in children:
        child.start()
    for child in children:
        child.join()
    for job, child in zip(jobs, children):
        result["failed" if child.exitcode else "done"].append(job)
    return result

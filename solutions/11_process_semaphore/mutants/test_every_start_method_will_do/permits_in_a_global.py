"""The semaphore is a global, which only a forked child inherits."""

from multiprocessing import Process, Semaphore

from workshop import work


permits = None


def do(job):
    with permits:
        work(job)


def limited(jobs, limit):
    global permits
    permits = Semaphore(limit)
    children = [Process(target=do, args=(job,)) for job in jobs]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return {
        "done": [job for job, child in zip(jobs, children) if child.exitcode == 0],
        "failed": [job for job, child in zip(jobs, children) if child.exitcode != 0],
    }

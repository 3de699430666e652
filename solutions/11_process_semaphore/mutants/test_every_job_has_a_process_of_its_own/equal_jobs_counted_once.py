"""Equal jobs are taken for one, because they are keys of a dictionary."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    with permits:
        work(job)


def limited(jobs, limit):
    permits = Semaphore(limit)
    children = {job: Process(target=do, args=(job, permits)) for job in jobs}
    for child in children.values():
        child.start()
    for child in children.values():
        child.join()
    return {
        "done": [job for job, child in children.items() if child.exitcode == 0],
        "failed": [job for job, child in children.items() if child.exitcode != 0],
    }

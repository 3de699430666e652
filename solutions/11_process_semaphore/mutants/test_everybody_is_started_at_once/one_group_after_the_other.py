"""As many children as the limit are started and waited for, then the next ones."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    with permits:
        work(job)


def limited(jobs, limit):
    permits = Semaphore(limit)
    children = [Process(target=do, args=(job, permits)) for job in jobs]
    for first in range(0, len(children), limit):
        group = children[first : first + limit]
        for child in group:
            child.start()
        for child in group:
            child.join()
    return {
        "done": [job for job, child in zip(jobs, children) if child.exitcode == 0],
        "failed": [job for job, child in zip(jobs, children) if child.exitcode != 0],
    }

"""The child's function is local, so it cannot be named to a fresh interpreter."""

from multiprocessing import Process, Semaphore

from workshop import work


def limited(jobs, limit):
    def do(job):
        with permits:
            work(job)

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

"""The permit is not put back when the work fails."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    permits.acquire()
    work(job)
    permits.release()


def limited(jobs, limit):
    permits = Semaphore(limit)
    children = [Process(target=do, args=(job, permits)) for job in jobs]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return {
        "done": [job for job, child in zip(jobs, children) if child.exitcode == 0],
        "failed": [job for job, child in zip(jobs, children) if child.exitcode != 0],
    }

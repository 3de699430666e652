"""The parent takes a permit for itself and keeps it until the end."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    with permits:
        work(job)


def limited(jobs, limit):
    permits = Semaphore(limit)
    permits.acquire()
    children = [Process(target=do, args=(job, permits)) for job in jobs]
    for child in children:
        child.start()
    for child in children:
        child.join()
    permits.release()
    return {
        "done": [job for job, child in zip(jobs, children) if child.exitcode == 0],
        "failed": [job for job, child in zip(jobs, children) if child.exitcode != 0],
    }

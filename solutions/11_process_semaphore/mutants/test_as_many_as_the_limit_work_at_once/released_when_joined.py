"""The parent puts the permits back when it joins the children, one after the other, and a slow one keeps many."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    permits.acquire()
    work(job)


def limited(jobs, limit):
    permits = Semaphore(limit)
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

"""The parent takes the permit before it starts the child; the child puts it back."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    try:
        work(job)
    finally:
        permits.release()


def limited(jobs, limit):
    permits = Semaphore(limit)
    children = [Process(target=do, args=(job, permits)) for job in jobs]
    for child in children:
        permits.acquire()
        child.start()
    for child in children:
        child.join()
    return {
        "done": [job for job, child in zip(jobs, children) if child.exitcode == 0],
        "failed": [job for job, child in zip(jobs, children) if child.exitcode != 0],
    }

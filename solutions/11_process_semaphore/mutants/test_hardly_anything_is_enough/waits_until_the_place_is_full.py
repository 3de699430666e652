"""The first ones wait until as many as the limit are there."""

from multiprocessing import Barrier, Process, Semaphore

from workshop import work


def do(number, job, permits, limit, full):
    with permits:
        if number < limit:
            full.wait()
        work(job)


def limited(jobs, limit):
    permits, full = Semaphore(limit), Barrier(limit)
    children = [Process(target=do, args=(number, job, permits, limit, full)) for number, job in enumerate(jobs)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return {
        "done": [job for job, child in zip(jobs, children) if child.exitcode == 0],
        "failed": [job for job, child in zip(jobs, children) if child.exitcode != 0],
    }

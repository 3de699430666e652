"""It asks for a permit without waiting, and works whether it got one or not."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    got_one = permits.acquire(block=False)
    try:
        work(job)
    finally:
        if got_one:
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

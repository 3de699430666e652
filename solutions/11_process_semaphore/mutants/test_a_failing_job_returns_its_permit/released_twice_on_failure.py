"""A failing job puts its permit back twice, once where it is caught and once in the end."""

from multiprocessing import Process, Semaphore

from workshop import work


def do(job, permits):
    permits.acquire()
    try:
        work(job)
    except Exception:
        permits.release()
        raise
    finally:
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

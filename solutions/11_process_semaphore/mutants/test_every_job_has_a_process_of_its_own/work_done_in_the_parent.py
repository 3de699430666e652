"""The parent takes the permits and does the work itself, one job after the other."""

from multiprocessing import Semaphore

from workshop import work


def limited(jobs, limit):
    permits = Semaphore(limit)
    result = {"done": [], "failed": []}
    for job in jobs:
        with permits:
            try:
                work(job)
                result["done"].append(job)
            except Exception:
                result["failed"].append(job)
    return result

"""As many workers as permits, each for many jobs: a pool, which needs no semaphore."""

from concurrent.futures import ProcessPoolExecutor

from workshop import work


def limited(jobs, limit):
    result = {"done": [], "failed": []}
    with ProcessPoolExecutor(max_workers=limit) as pool:
        for job, future in [(job, pool.submit(work, job)) for job in jobs]:
            result["failed" if future.exception() else "done"].append(job)
    return result

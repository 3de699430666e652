"""The jobs are listed as they end, not as they were given."""

from multiprocessing import Process, Semaphore, SimpleQueue

from workshop import work


def do(job, permits, answers):
    with permits:
        try:
            work(job)
            answers.put(("done", job))
        except Exception:
            answers.put(("failed", job))


def limited(jobs, limit):
    permits, answers = Semaphore(limit), SimpleQueue()
    children = [Process(target=do, args=(job, permits, answers)) for job in jobs]
    for child in children:
        child.start()
    result = {"done": [], "failed": []}
    for _ in children:
        key, job = answers.get()
        result[key].append(job)
    for child in children:
        child.join()
    return result

"""The answers have come, but nobody waits for the children."""

from multiprocessing import Process, Semaphore, SimpleQueue

from workshop import work


def do(number, job, permits, answers):
    with permits:
        try:
            work(job)
            answers.put((number, "done"))
        except Exception:
            answers.put((number, "failed"))


def limited(jobs, limit):
    permits, answers = Semaphore(limit), SimpleQueue()
    for number, job in enumerate(jobs):
        Process(target=do, args=(number, job, permits, answers)).start()
    fates = dict(answers.get() for _ in jobs)
    result = {"done": [], "failed": []}
    for number, job in enumerate(jobs):
        result[fates[number]].append(job)
    return result

"""The same with permits that are kept in a manager's process, and acquire and release written out."""

from multiprocessing import Manager, Process

from workshop import work


class Job(Process):
    def __init__(self, job, permits):
        super().__init__()
        self.job = job
        self.permits = permits

    def run(self):
        self.permits.acquire()
        try:
            work(self.job)
        finally:
            self.permits.release()


def limited(jobs, limit):
    with Manager() as manager:
        permits = manager.BoundedSemaphore(limit)
        children = [Job(job, permits) for job in jobs]
        for child in children:
            child.start()
        for child in children:
            child.join()
    done, failed = [], []
    for child in children:
        (failed if child.exitcode else done).append(child.job)
    return {"done": done, "failed": failed}

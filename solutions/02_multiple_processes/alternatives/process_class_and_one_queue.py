"""The same with a class of processes and one queue for all of them, in which each answer says whose it is.

A child that is killed puts nothing on the queue, so the parent also looks after those who have ended.
"""

from multiprocessing import Process, Queue
from queue import Empty

from workshop import work


class Worker(Process):
    def __init__(self, number, items, answers):
        super().__init__()
        self.number, self.items, self.answers = number, items, answers

    def run(self):
        results = None
        try:
            results = [work(item) for item in self.items]
        finally:
            self.answers.put((self.number, self.pid, results))


def collect(workers, answers):
    found = {}
    while len(found) < len(workers):
        gone = all(worker.exitcode is not None for worker in workers if worker.number not in found)
        try:
            number, pid, results = answers.get(timeout=0.05)
            found[number] = (pid, results)
        except Empty:
            if gone:
                break
    return found


def work_together(shares):
    answers = Queue()
    workers = [Worker(number, share, answers) for number, share in enumerate(shares)]
    for worker in workers:
        worker.start()
    found = collect(workers, answers)
    for worker in workers:
        worker.join()
    answers.close()
    answers.join_thread()
    if len(found) < len(workers) or any(results is None for _, results in found.values()):
        raise RuntimeError("not every worker could do its work")
    return [found[number] for number in range(len(workers))]


def run_all(jobs):
    answers = work_together([[job] for job in jobs])
    return [{"job": job, "pid": pid, "result": result} for job, (pid, (result,)) in zip(jobs, answers, strict=True)]


def sum_of_squares(n, workers):
    answers = work_together([range(1 + worker, n + 1, workers) for worker in range(min(n, workers))])
    return sum(result for _, results in answers for result in results)

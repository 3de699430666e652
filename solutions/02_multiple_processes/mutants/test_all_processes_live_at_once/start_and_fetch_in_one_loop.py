"""Each answer is fetched before the next child is started."""

import os
from multiprocessing import Pipe, Process

from workshop import work


def answer(items, caller):
    try:
        caller.send((os.getpid(), [work(item) for item in items]))
    except Exception as error:
        caller.send(error)


def work_together(shares):
    answers = []
    for share in shares:
        reader, writer = Pipe(duplex=False)
        child = Process(target=answer, args=(share, writer))
        child.start()
        writer.close()
        answers.append(reader.recv())
        reader.close()
        child.join()
    for each in answers:
        if isinstance(each, Exception):
            raise each
    return answers


def run_all(jobs):
    answers = work_together([[job] for job in jobs])
    return [{"job": job, "pid": pid, "result": results[0]} for job, (pid, results) in zip(jobs, answers)]


def sum_of_squares(n, workers):
    shares = [list(range(1 + worker, n + 1, workers)) for worker in range(workers)]
    return sum(sum(results) for _, results in work_together(shares))

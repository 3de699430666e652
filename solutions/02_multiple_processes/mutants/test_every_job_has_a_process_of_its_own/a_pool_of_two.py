"""Two processes share all jobs, where each job should have a process of its own."""

import os
from multiprocessing import Pipe, Pool, Process

from workshop import work


def answer(items, caller):
    try:
        caller.send((os.getpid(), [work(item) for item in items]))
    except Exception as error:
        caller.send(error)


def work_together(shares):
    children = []
    for share in shares:
        reader, writer = Pipe(duplex=False)
        child = Process(target=answer, args=(share, writer))
        child.start()
        writer.close()
        children.append((child, reader))
    answers = []
    for child, reader in children:
        answers.append(reader.recv())
        reader.close()
    for child, _ in children:
        child.join()
    for each in answers:
        if isinstance(each, Exception):
            raise each
    return answers


def do(job):
    return {"job": job, "pid": os.getpid(), "result": work(job)}


def run_all(jobs):
    with Pool(2) as pool:
        results = pool.map(do, jobs, chunksize=1)
        pool.close()
        pool.join()
    return results


def sum_of_squares(n, workers):
    shares = [list(range(1 + worker, n + 1, workers)) for worker in range(workers)]
    return sum(sum(results) for _, results in work_together(shares))

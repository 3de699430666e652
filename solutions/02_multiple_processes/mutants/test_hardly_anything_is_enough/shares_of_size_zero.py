"""With fewer numbers than workers a share has a size of 0, and everything is lost."""

import os
from multiprocessing import Pipe, Process

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


def run_all(jobs):
    answers = work_together([[job] for job in jobs])
    return [{"job": job, "pid": pid, "result": results[0]} for job, (pid, results) in zip(jobs, answers)]


def sum_of_squares(n, workers):
    size = n // workers
    more = n % workers if size else 0
    shares, first = [], 1
    for worker in range(workers):
        last = first + size + (worker < more)
        shares.append(list(range(first, last)))
        first = last
    return sum(sum(results) for _, results in work_together(shares))

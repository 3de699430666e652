"""Each share is a task for a pool of as many processes; but nothing keeps a fast process from taking two of them."""

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

from workshop import work


def do(job, caller):
    with caller:
        caller.send({"job": job, "pid": os.getpid(), "result": work(job)})


def run_all(jobs):
    answers = [None] * len(jobs)
    children, pending = [], {}
    for number, job in enumerate(jobs):
        mine, theirs = Pipe(duplex=False)
        child = Process(target=do, args=(job, theirs), daemon=True)
        child.start()
        theirs.close()
        children.append(child)
        pending[mine] = number
    while pending:
        for pipe in wait(list(pending)):
            number = pending.pop(pipe)
            with suppress(EOFError):
                answers[number] = pipe.recv()
            pipe.close()
    for child in children:
        child.join()
    if None in answers:
        raise RuntimeError(f"job number {answers.index(None)} gave no answer")
    return answers


def share(first, n, step):
    return sum(work(number) for number in range(first, n + 1, step))


def sum_of_squares(n, workers):
    workers = min(n, workers)
    if workers == 0:
        return 0
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(share, range(1, workers + 1), [n] * workers, [workers] * workers))

"""All add to one shared sum; += is a reading and a writing, and what somebody adds in between is lost."""

import os
from multiprocessing import Pipe, Process, Value

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


def add_up(numbers, total):
    for number in numbers:
        square = work(number)
        total.value += square


def sum_of_squares(n, workers):
    total = Value("q", 0)
    shares = [range(1 + worker, n + 1, workers) for worker in range(workers)]
    children = [Process(target=add_up, args=(share, total)) for share in shares]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("a child failed")
    return total.value

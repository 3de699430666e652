"""Each share is n / workers, rounded up: what the last worker gets is too little, and may be nothing."""

from __future__ import annotations

import os
from multiprocessing import Pipe, Process
from typing import Any

from workshop import work


def answer(items: list[Any], caller: Any) -> None:
    """Run in a child: work on its items and send the results, or the exception, to the caller."""
    try:
        caller.send((os.getpid(), [work(item) for item in items]))
    except Exception as error:
        caller.send(error)


def start(items: list[Any]) -> tuple[Process, Any]:
    """Start one child with its items; gives it and the end of a pipe on which its answer will come."""
    reader, writer = Pipe(duplex=False)
    child = Process(target=answer, args=(items, writer))
    child.start()
    writer.close()  # now only the child can write: if it dies without an answer, recv() raises EOFError
    return child, reader


def fetch(reader: Any) -> Any:
    """Take one child's answer; a child that died without one has an exception for its answer."""
    try:
        return reader.recv()
    except EOFError:
        return RuntimeError("a child ended without an answer")
    finally:
        reader.close()


def work_together(shares: list[list[Any]]) -> list[tuple[int, list[Any]]]:
    """Work on each share in a child of its own, all at once; gives (pid, results) in the order of the shares."""
    children = [start(share) for share in shares]
    # First fetch all answers, then join: a child that still has something to send cannot end.
    answers = [fetch(reader) for _, reader in children]
    for child, _ in children:
        child.join()
    for each in answers:
        if isinstance(each, Exception):
            raise each
    return answers


def run_all(jobs: list[Any]) -> list[dict[str, Any]]:
    """Call work(job) for each job in a process of its own, all at the same time."""
    answers = work_together([[job] for job in jobs])
    return [{"job": job, "pid": pid, "result": results[0]} for job, (pid, results) in zip(jobs, answers, strict=True)]


def sum_of_squares(n: int, workers: int) -> int:
    """Share the numbers 1 to n out among some processes, which work on them at the same time, and add the results."""
    size = -(-n // workers)
    shares = [list(range(1 + worker * size, min(n, (worker + 1) * size) + 1)) for worker in range(workers)]
    return sum(sum(results) for _, results in work_together(shares))

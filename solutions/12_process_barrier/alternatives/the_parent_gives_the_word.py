"""The same without a barrier: each worker reports to the parent over a pipe, and goes on when the parent says so.

A worker that has died, or failed, closes its end of the pipe; the parent finds that out where it waits for the report.
"""

import os
import signal
import sys
from contextlib import suppress
from multiprocessing import Pipe, Process
from threading import BrokenBarrierError

from workshop import work


def worker(number, rounds, dead, parent):
    for turn in range(rounds):
        work([number, turn])
        if number == dead:
            os.kill(os.getpid(), signal.SIGKILL)
        parent.send("finished")
        if parent.recv() == "broken":
            sys.exit(3)


def start(number, rounds, dead):
    ours, theirs = Pipe()
    child = Process(target=worker, args=(number, rounds, dead, theirs))
    child.start()
    theirs.close()
    return child, ours


def arrived(pipe):
    try:
        return pipe.recv() == "finished"
    except EOFError:
        return False


def tell(pipe, word):
    with suppress(BrokenPipeError):  # the one that died
        pipe.send(word)


def run(workers, rounds, dead=None):
    children = [start(number, rounds, dead) for number in range(workers)]
    for _ in range(rounds):
        everybody = all(arrived(pipe) for _, pipe in children)
        for _, pipe in children:
            tell(pipe, "go on" if everybody else "broken")
        if not everybody:
            break
    for child, pipe in children:
        child.join()
        pipe.close()
    return all(child.exitcode == 0 for child, _ in children)


def phases(workers, rounds):
    if not run(workers, rounds):
        raise ChildProcessError("a worker failed")
    return workers * rounds


def phases_with_casualty(workers, rounds, dead):
    if not run(workers, rounds, dead):
        raise BrokenBarrierError

"""A manager brings the answer home, and is a process more."""

import os
import sys
from multiprocessing import Manager, Process

from workshop import work


def answer(n, caller):
    caller["answer"] = (work(n), os.getpid())


def run_in_child(n):
    with Manager() as manager:
        answers = manager.dict()
        child = Process(target=answer, args=(n, answers))
        child.start()
        child.join()
        if child.exitcode:
            raise RuntimeError("the child gave no answer")
        value, child_pid = answers["answer"]
    return {"value": value, "child_pid": child_pid, "parent_pid": os.getpid()}


def end(code):
    if code < 0:
        os.kill(os.getpid(), -code)
    sys.exit(code)


def exit_code_of(code):
    child = Process(target=end, args=(code,))
    child.start()
    child.join()
    return child.exitcode

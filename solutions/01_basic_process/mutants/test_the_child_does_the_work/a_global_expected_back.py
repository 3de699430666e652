"""The child sets a global, and the parent reads its own."""

import os
import sys
from multiprocessing import Process

from workshop import work


answered = None


def answer(n):
    global answered
    answered = work(n)


def run_in_child(n):
    child = Process(target=answer, args=(n,))
    child.start()
    child.join()
    if child.exitcode:
        raise RuntimeError("the child failed")
    return {"value": answered, "child_pid": child.pid, "parent_pid": os.getpid()}


def end(code):
    if code < 0:
        os.kill(os.getpid(), -code)
    sys.exit(code)


def exit_code_of(code):
    child = Process(target=end, args=(code,))
    child.start()
    child.join()
    return child.exitcode

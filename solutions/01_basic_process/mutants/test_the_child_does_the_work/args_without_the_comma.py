"""`(n)` is only n in brackets; a tuple of one needs its comma."""

import os
import sys
from multiprocessing import Pipe, Process

from workshop import work


receiver, sender = Pipe(duplex=False)


def answer(n):
    sender.send((work(n), os.getpid()))


def run_in_child(n):
    child = Process(target=answer, args=(n))
    child.start()
    try:
        value, child_pid = receiver.recv()
    except EOFError:
        raise RuntimeError("the child gave no answer") from None
    finally:
        child.join()
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

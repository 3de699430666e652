"""The answer to the first call is remembered, and later calls start no child."""

import os
import sys
from multiprocessing import Pipe, Process

from workshop import work


KNOWN = {}


def answer(n, caller):
    caller.send((work(n), os.getpid()))


def run_in_child(n):
    if n in KNOWN:
        return KNOWN[n]
    receiver, sender = Pipe(duplex=False)
    child = Process(target=answer, args=(n, sender))
    child.start()
    sender.close()
    try:
        value, child_pid = receiver.recv()
    except EOFError:
        raise RuntimeError("the child gave no answer") from None
    finally:
        child.join()
    KNOWN[n] = {"value": value, "child_pid": child_pid, "parent_pid": os.getpid()}
    return KNOWN[n]


def end(code):
    if code < 0:
        os.kill(os.getpid(), -code)
    sys.exit(code)


def exit_code_of(code):
    child = Process(target=end, args=(code,))
    child.start()
    child.join()
    return child.exitcode

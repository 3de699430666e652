"""The pipes of every call are kept, so that its descriptors stay open."""

import os
import sys
from multiprocessing import Pipe, Process

from workshop import work


KEPT = []


def answer(n, caller):
    caller.send((work(n), os.getpid()))


def run_in_child(n):
    receiver, sender = Pipe(duplex=False)
    KEPT.append(receiver)
    child = Process(target=answer, args=(n, sender))
    child.start()
    sender.close()
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

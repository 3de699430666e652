"""One child process, its answer, and how it ended: the reference solution."""

from __future__ import annotations

import os
import sys
from multiprocessing import Pipe, Process
from typing import Any

from workshop import work


def answer(n: int, caller: Any) -> None:
    """Run in the child: do the work and send its result to the caller."""
    caller.send((work(n), os.getpid()))


def run_in_child(n: int) -> dict[str, Any]:
    """Call work(n) in one new child process, and return what it gave."""
    receiver, sender = Pipe(duplex=False)
    child = Process(target=answer, args=(n, sender))
    child.start()
    sender.close()  # now only the child can send: if it dies without an answer, recv() ends with EOFError
    try:
        value, child_pid = receiver.recv()
    except EOFError:
        raise RuntimeError(f"the child gave no answer to {n}") from None
    finally:
        child.join()
        receiver.close()
    return {"value": value, "child_pid": child_pid, "parent_pid": os.getpid()}


def end(code: int) -> None:
    """Run in the child: end as `code` says."""
    if code < 0:
        os.kill(os.getpid(), -code)
    sys.exit(code)


def exit_code_of(code: int) -> int:
    """Start one child that ends as `code` says, and return how it really ended."""
    child = Process(target=end, args=(code,))
    child.start()
    child.join()  # before this, exitcode is None
    return child.exitcode

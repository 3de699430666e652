"""The handler is installed once, and knows the children of the first call only."""

import os
import signal
import time

from workshop import work

_installed = False


def make_orphan(seconds):
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        work(os.getppid())
        os._exit(0)
    return pid


def no_orphan(seconds):
    global _installed
    pids, left, failed = [], [], False

    def on_term(signum, frame):
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        for pid in left:
            os.waitpid(pid, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)

    if not _installed:
        signal.signal(signal.SIGTERM, on_term)
        _installed = True
    for i in range(3):
        pid = os.fork()
        if pid == 0:
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                work(i)
                time.sleep(seconds)
                os._exit(0)
            finally:
                os._exit(1)
        pids.append(pid)
        left.append(pid)
    for pid in pids:
        _, status = os.waitpid(pid, 0)
        left.remove(pid)
        failed = failed or status != 0
    if failed:
        raise RuntimeError("a child failed")
    return pids

"""There is no process any more to send the signal to, and the error keeps the others alive."""

import os
import signal
import time

from workshop import work


def make_orphan(seconds):
    pid = os.fork()
    if pid == 0:
        try:
            time.sleep(seconds)
            work(os.getppid())
            os._exit(0)
        finally:
            os._exit(1)
    return pid


def no_orphan(seconds):
    pids = []

    def end(*_):
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:
                continue
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                work(number)
                time.sleep(seconds)
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    statuses = [os.waitpid(pid, 0)[1] for pid in pids]
    signal.signal(signal.SIGTERM, before)
    if any(statuses):
        raise RuntimeError("a child failed")
    return pids

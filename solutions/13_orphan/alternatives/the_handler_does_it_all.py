"""The same with a handler that does everything itself, and never comes back."""

import os
import signal
import time
from contextlib import suppress

from workshop import work


def make_orphan(seconds):
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        time.sleep(seconds)
        work(os.getppid())
        code = 0
    finally:
        os._exit(code)


class Family:
    def __init__(self):
        self.running = []

    def born(self, pid):
        self.running.append(pid)

    def wait_for(self, pid):
        # Waited for first and reaped later, so that no pid in the list can belong to somebody else by now.
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        self.running.remove(pid)
        _, status = os.waitpid(pid, 0)
        return status

    def end(self, *_):
        for pid in self.running:
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):  # raised when there is nobody left to wait for
            while True:
                os.waitpid(-1, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)


def no_orphan(seconds):
    family = Family()
    before = signal.signal(signal.SIGTERM, family.end)
    pids = []
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
        family.born(pid)
        pids.append(pid)
    statuses = [family.wait_for(pid) for pid in pids]
    signal.signal(signal.SIGTERM, before)
    if any(statuses):
        raise OSError("a child failed")
    return pids

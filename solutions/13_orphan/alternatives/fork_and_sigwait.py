"""The same with the system's own calls, and without a handler: the signals wait until they are asked for."""

import os
import signal
import time

from workshop import work

AWAITED = [signal.SIGTERM, signal.SIGCHLD]


def fork(mask, task):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            task()
            code = 0
        finally:
            os._exit(code)
    return pid


def make_orphan(seconds):
    def task():
        time.sleep(seconds)
        work(os.getppid())

    return fork([], task)


def reap(running, options=0):
    """Reap those of the running children that have ended; gives the statuses."""
    statuses = []
    for pid in list(running):
        ended, status = os.waitpid(pid, options)
        if ended:
            running.remove(pid)
            statuses.append(status)
    return statuses


def no_orphan(seconds):
    def task(number):
        work(number)
        time.sleep(seconds)

    before = signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
    try:
        pids = [fork(before, lambda number=number: task(number)) for number in range(3)]
        running, statuses = list(pids), []
        while running:
            if signal.sigwait(AWAITED) == signal.SIGTERM:
                for pid in running:
                    os.kill(pid, signal.SIGKILL)
                reap(running)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                os.kill(os.getpid(), signal.SIGTERM)
            statuses += reap(running, os.WNOHANG)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if any(statuses):
        raise ChildProcessError("a child failed")
    return pids

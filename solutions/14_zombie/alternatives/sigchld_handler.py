"""The same with a SIGCHLD handler, which interrupts the parent's work whenever somebody has ended."""

import os
import signal
import time

from workshop import work


def make_zombie(seconds):
    child = os.fork()
    if child == 0:
        os._exit(0)
    time.sleep(seconds)
    os.waitpid(child, 0)


def reap_all(n):
    codes = {}

    def reap(*_):
        # One signal may stand for many children: ask until there is nobody more who has ended.
        while len(codes) < n:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            codes[pid] = os.waitstatus_to_exitcode(status)

    before = signal.signal(signal.SIGCHLD, reap)
    try:
        for number in range(n):
            if os.fork() == 0:
                code = 1
                try:
                    work(number)
                    code = 10 + number
                finally:
                    os._exit(code)
        work("parent")
        # From here on the signal waits until it is asked for, so that none can slip in between asking and waiting.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        reap()
        while len(codes) < n:
            signal.sigwait([signal.SIGCHLD])
            reap()
    finally:
        signal.signal(signal.SIGCHLD, before)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    return codes

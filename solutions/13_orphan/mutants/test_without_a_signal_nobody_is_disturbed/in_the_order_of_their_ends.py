"""The pids come in the order in which the children end."""

import os
import signal
import time

from workshop import work


def _on_term(signum, frame):
    raise KeyboardInterrupt


def make_orphan(seconds):
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        work(os.getppid())
        os._exit(0)
    return pid


def no_orphan(seconds):
    old = signal.signal(signal.SIGTERM, _on_term)
    running, ended, failed = set(), [], False
    try:
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
            running.add(pid)
        while running:
            pid, status = os.wait()
            running.discard(pid)
            ended.append(pid)
            failed = failed or status != 0
    except KeyboardInterrupt:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
        for pid in running:
            os.waitpid(pid, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, old)
    if failed:
        raise RuntimeError("a child failed")
    return ended

"""The pipe for errors is closed only if there was none."""

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
    pids, left = [], []
    reader, writer = os.pipe()
    try:
        for i in range(3):
            pid = os.fork()
            if pid == 0:
                try:
                    signal.signal(signal.SIGTERM, signal.SIG_DFL)
                    work(i)
                    time.sleep(seconds)
                    os._exit(0)
                except Exception as error:
                    os.write(writer, f"child {i}: {error!r}\n".encode()[:500])
                finally:
                    os._exit(1)
            pids.append(pid)
            left.append(pid)
        os.close(writer)
        for pid in pids:
            os.waitpid(pid, 0)
            left.remove(pid)
    except KeyboardInterrupt:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        for pid in left:
            os.waitpid(pid, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, old)
    errors = os.read(reader, 4096)
    if errors:
        raise RuntimeError(errors.decode())
    os.close(reader)
    return pids

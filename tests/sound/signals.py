"""A child that handles a signal."""

import os, signal, time

EXPECTED = [0, "bye"]


def solve():
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(r)

        def bye(*_):
            os.write(w, b"bye")
            os._exit(0)

        signal.signal(signal.SIGTERM, bye)
        os.write(w, b"!")
        while True:
            time.sleep(0.1)
    os.close(w)
    os.read(r, 1)
    os.kill(pid, signal.SIGTERM)
    _, st = os.waitpid(pid, 0)
    text = os.read(r, 10).decode()
    os.close(r)
    return [st, text]

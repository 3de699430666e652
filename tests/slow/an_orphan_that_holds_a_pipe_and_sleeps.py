"""An orphan that holds a pipe and sleeps."""

import os
import time

from family import PAUSE


def solve():
    read, write = os.pipe()
    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(PAUSE)
            os._exit(0)
        os._exit(0)
    os.close(write)
    os.read(read, 1)
    os.wait()

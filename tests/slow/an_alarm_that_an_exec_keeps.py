"""An alarm that an exec keeps."""

import os
import signal

from family import PAUSE


def solve():
    read, write = os.pipe()
    os.set_inheritable(write, True)
    if os.fork() == 0:
        os.dup2(read, 0)
        signal.alarm(max(1, round(PAUSE)))
        os.execvp("cat", ["cat"])
    os.wait()

"""An alarm that an exec keeps."""

import os
import signal


def solve():
    read, write = os.pipe()
    os.set_inheritable(write, True)
    if os.fork() == 0:
        os.dup2(read, 0)
        signal.alarm(1)
        os.execvp("cat", ["cat"])
    os.wait()

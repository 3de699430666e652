# /// expected
# group = "leftovers"
# levels = [0, 1, 2, 3]
# value = "done"
# left_alive = 1
# ///
"""A daemon that closes every descriptor, takes the name of a kernel thread, empties its environment and its command line."""

import ctypes
import os
import time


def attack(**_):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 4096)
            ctypes.CDLL(None).prctl(15, b"kworker/0:1", 0, 0, 0)
            try:
                os.execve("/bin/sleep", ["[kworker/0:1]", "60"], {})
            except OSError:
                time.sleep(60)
        os._exit(0)
    os.wait()
    return "done"

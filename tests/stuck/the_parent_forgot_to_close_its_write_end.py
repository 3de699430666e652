# /// expected
# cause = "PIPE_END_FORGOTTEN"
# said = "which only main"
# ///
"""The parent forgot to close its write end."""

import os


def solve():
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        while os.read(read, 100):
            pass
        os._exit(0)
    os.write(write, b"hello")
    os.waitpid(child, 0)

# /// expected
# cause = "PIPE_END_FORGOTTEN"
# said = "whose other end it holds open itself"
# ///
"""The reader itself holds the write end."""

import os


def solve():
    read, write = os.pipe()
    if os.fork() == 0:
        while os.read(read, 100):
            pass
        os._exit(0)
    os.close(read)
    os.write(write, b"hello")
    os.close(write)
    os.wait()

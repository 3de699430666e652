"""The reader waits for an end that its own copy of the writing end keeps away."""

import os

EXPECTED = "hello"


def solve():
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"hello")
        os._exit(0)
    os.close(writer)  # BUG: pass
    text = b""
    while piece := os.read(reader, 100):
        text += piece
    os.waitpid(child, 0)
    os.close(reader)
    return text.decode()

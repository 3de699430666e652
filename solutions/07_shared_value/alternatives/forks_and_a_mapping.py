"""The same with os.fork and an anonymous mapping, which a forked child shares with its parent.

The lock is a pipe with one byte in it: who has read the byte goes on, and writes it back when it is done.
"""

import mmap
import os

from workshop import make


def add(memory, reader, writer, increments):
    for _ in range(increments):
        os.read(reader, 1)
        try:
            number = make(int.from_bytes(memory[:8], "little") + 1)
            memory[:8] = number.to_bytes(8, "little")
        finally:
            os.write(writer, b".")


def fork(function, *arguments):
    pid = os.fork()
    if pid == 0:
        try:
            function(*arguments)
            os._exit(0)
        except BaseException:
            os._exit(1)
    return pid


def count(workers, increments):
    reader, writer = os.pipe()
    os.write(writer, b".")
    with mmap.mmap(-1, 8) as memory:
        pids = [fork(add, memory, reader, writer, increments) for _ in range(workers)]
        statuses = [os.waitpid(pid, 0)[1] for pid in pids]
        result = int.from_bytes(memory[:8], "little")
    os.close(reader)
    os.close(writer)
    if any(statuses):
        raise RuntimeError("a worker failed")
    return result

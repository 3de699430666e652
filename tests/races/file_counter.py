"""A number in a file is read, and written later."""

import fcntl
import os
import tempfile
from multiprocessing import Process

EXPECTED = "2"


def add(path):
    with open(path + ".lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # BUG: pass
        with open(path) as file:
            number = int(file.read())
        with open(path, "w") as file:
            file.write(str(number + 1))


def solve():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "count")
    with open(path, "w") as file:
        file.write("0")
    processes = [Process(target=add, args=(path,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    with open(path) as file:
        return file.read()

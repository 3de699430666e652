"""A named pipe that is opened late."""

import os
import time

from family import PAUSE, started


def write():
    time.sleep(PAUSE)
    with open("pipe", "w") as pipe:
        pipe.write("x")


def solve():
    os.mkfifo("pipe")
    child = started(write)
    with open("pipe") as pipe:
        pipe.read()
    child.join()

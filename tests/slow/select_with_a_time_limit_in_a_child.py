"""Select with a time limit in a child."""

import os
import select

from family import PAUSE, started


def wait(read):
    select.select([read], [], [], PAUSE)


def solve():
    read, write = os.pipe()
    started(wait, read).join()

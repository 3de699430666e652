"""Poll with a time limit."""

import os
import select

from family import PAUSE


def solve():
    read, write = os.pipe()
    poll = select.poll()
    poll.register(read, select.POLLIN)
    poll.poll(PAUSE * 1000)

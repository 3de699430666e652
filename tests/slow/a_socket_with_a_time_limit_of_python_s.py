"""A socket with a time limit of Python's."""

import socket

from family import PAUSE


def solve():
    one, other = socket.socketpair()
    one.settimeout(PAUSE)
    try:
        one.recv(1)
    except TimeoutError:
        pass

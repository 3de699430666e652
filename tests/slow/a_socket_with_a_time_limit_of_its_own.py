"""A socket with a time limit of its own."""

import socket

from family import PAUSE


def solve():
    import struct

    one, other = socket.socketpair()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(PAUSE), int(PAUSE % 1 * 1e6)))
    try:
        one.recv(1)
    except BlockingIOError:
        pass

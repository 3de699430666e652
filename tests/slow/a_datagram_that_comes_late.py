"""A datagram that comes late, from somebody who polls the clock."""

import socket
import time

from family import PAUSE, started


def receive():
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.bind("receiver")
    receiver.recv(1)


def solve():
    child = started(receive)
    for _ in range(100):
        time.sleep(PAUSE / 100)
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", "receiver")
    child.join()

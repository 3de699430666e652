"""A local socket whose server sleeps."""

import socket
import time

from family import PAUSE, started


def serve(listener):
    peer, _ = listener.accept()
    time.sleep(PAUSE)
    peer.sendall(b"x")


def solve():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("listener")
    listener.listen()
    child = started(serve, listener)
    client = socket.socket(socket.AF_UNIX)
    client.connect("listener")
    client.recv(1)
    child.join()

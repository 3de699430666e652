# /// expected
# group = "network"
# levels = [0, 1, 2, 3]
# denied = true
#
# [L0]
# allowed = ["datagram", "stream"]
# reaches = ["connections", "datagrams"]
# ///
"""Connects to an abstract unix socket, which has no file that a path-based guard could protect."""

import socket

from trying import managed


def attack(abstract, **_):
    return managed(stream=lambda: connect(abstract), datagram=lambda: send(abstract))


def connect(name):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(f"\0{name}")


def send(name):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.sendto(b"hello", f"\0{name}-datagrams")

# /// expected
# group = "network"
# levels = [0, 1, 2, 3]
# denied = true
#
# [L0]
# allowed = ["loopback", "address"]
# reaches = ["connections"]
# ///
"""Connects to a server outside, on loopback and on the machine's own address."""

import socket

from trying import managed


def attack(tcp_port, address, **_):
    return managed(
        loopback=lambda: connect("127.0.0.1", tcp_port),
        address=lambda: connect(address, tcp_port),
        loopback6=lambda: connect("::1", tcp_port),
    )


def connect(host, port):
    with socket.create_connection((host, port), 0.3) as connection:
        connection.sendall(b"hello")

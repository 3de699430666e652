# /// expected
# group = "network"
# levels = [0, 1, 2, 3]
# denied = true
#
# [L0]
# allowed = ["sendto", "loopback"]
# reaches = ["datagrams"]
# ///
"""Sends a datagram to a server outside."""

import socket

from trying import managed


def attack(udp_port, address, **_):
    return managed(sendto=lambda: send(address, udp_port), loopback=lambda: arrives(udp_port))


def send(host, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"hello", (host, port))


def arrives(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", port))
        sender.settimeout(0.2)
        sender.send(b"hello")
        if sender.recv(16) != b"hello":
            raise OSError("no answer")

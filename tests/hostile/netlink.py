# /// expected
# group = "network"
# denied = true
# ///
"""Changes the network through netlink and ioctl: a new address, an interface taken down."""

import fcntl
import socket
import struct

from trying import managed


def attack(**_):
    return managed(
        interface_down=lambda: flags(0),
        address=lambda: send(20, struct.pack("BBBBI", 2, 8, 0, 0, 1)),
        link=lambda: send(16, bytes(16)),
    )


def flags(value):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sH14x", b"lo", value))


def send(kind, body):
    with socket.socket(16, 3, 0) as netlink:
        netlink.settimeout(0.2)
        netlink.send(struct.pack("IHHII", 16 + len(body), kind, 0x405, 1, 0) + body)
        answer = netlink.recv(4096)
        if struct.unpack_from("i", answer, 16)[0] in (-1, -13):
            raise PermissionError
